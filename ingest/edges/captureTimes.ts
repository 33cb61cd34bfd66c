/**
 * What a recorder noted of clocks while it wrote: readings of UTC or of the publisher's own clock at moments of media
 * time (`core/formats/clockReadings.ts`), from RTCP sender reports or capture times, through the whole recording.
 * They say offset, rate and stalls. σ: how they scatter, and what no reading shows: the sender's way from the sample
 * to its time stamp (sound is stamped some 10 to 20 ms after it was heard, a picture within 2 ms).
 */
import { REFERENCE } from '../../core/clock/index.ts'
import { fitReadings } from '../../core/clock/readings.ts'
import type { ClockReading } from '../../core/formats/index.ts'
import type { AlignRecording, CheapContext, CheapMeasurer } from '../align/measurer.ts'
import { hashParts } from '../ids.ts'
import { chooseDevice, type Device } from './devices.ts'
import { mediaClock } from './evidence.ts'
import { toMeasuredOffset } from './fittedOffset.ts'
import { deviceClock } from './logMessages.ts'
import type { MeasuredEdge } from './measured.ts'
import { readDevices } from './readDevices.ts'
import type { Sidecar } from './sidecars.ts'

const VERSION = 3
/** The sender's way from the sample to its stamp: against truth, sound was 14 to 28 ms late and pictures 0.5 to 2. */
export const SENDER_SIGMA_US = { audio: 15_000, video: 2_000 } as const
/** A stall shorter than this is the readings' own noise (sound's scatter by up to 13 ms). */
const LEAST_STEP_US = 60_000
const MOST_RATE_PPM = 1000

export const captureTimes: CheapMeasurer = {
  kind: 'capture_times',
  version: VERSION,
  isCheap: true,
  measure: async (context) => {
    const { sidecars, devicesOf, etag } = await readDevices(context)
    return sidecars.flatMap((sidecar) =>
      measureSidecar(context, sidecar, { devices: devicesOf.get(sidecar.recording.identity) ?? [], etag }),
    )
  },
}

function measureSidecar(
  { sessionId, known }: CheapContext,
  { recording, objectKey, etag, readings }: Sidecar,
  of: { readonly devices: readonly Device[]; readonly etag: string },
): MeasuredEdge[] {
  const from = mediaClock(recording.recordingId)
  const groups = Map.groupBy(readings, (reading) => nameClock(reading, recording, of.devices))
  return [...groups].flatMap(([to, own]) => {
    const edgeId = `edge_${hashParts([from, to, 'capture_times', objectKey])}`
    // The readings' own file may be written anew beside media that stay, and which device it was is told by others.
    const readFrom = to === REFERENCE || of.devices.length <= 1 ? etag : hashParts([etag, of.etag])
    if (known.get(edgeId)?.evidence['readingsEtag'] === readFrom) return []
    const measured = measureReadings(own, recording)
    const edge = {
      edgeId,
      sessionId,
      kind: 'capture_times',
      support: 'measured',
      from,
      to,
      fromEtag: recording.etag,
      toEtag: undefined,
      methodVersion: VERSION,
      author: 'recorder clock readings',
    } as const
    const evidence = { objectKey, readingsEtag: readFrom, readings: own.length }
    return [{ ...edge, ...measured, evidence: { ...evidence, ...measured.evidence } }]
  })
}

function nameClock(
  { clock, ptsUs, wallNs, recvNs }: ClockReading,
  { identity, prior }: AlignRecording,
  devices: readonly Device[],
): string {
  if (clock === 'utc') return REFERENCE
  const atNs = recvNs ?? (prior && BigInt(Math.round(prior.wallUs + ptsUs)) * 1000n) ?? wallNs
  const offsetUs = recvNs === undefined ? undefined : Number((recvNs - wallNs) / 1000n)
  return chooseDevice(devices, { atNs, offsetUs })?.clock ?? deviceClock(identity)
}

type Measured = Pick<MeasuredEdge, 'found' | 'refusal'> & { readonly evidence: Record<string, unknown> }

/** Exported for its tests: the same for readings from anywhere. */
export function measureReadings(
  readings: readonly ClockReading[],
  { kind }: Pick<AlignRecording, 'kind'>,
): Measured {
  const fit = fitReadings(
    readings.map(({ ptsUs, wallNs }) => ({ atUs: ptsUs, offsetUs: Number(wallNs / 1000n) - ptsUs })),
    LEAST_STEP_US,
  )
  if (!fit) return refuse(`${readings.length} readings are too few`)
  const evidence = { scatterUs: Math.round(fit.scatterUs) }
  if (Math.abs(fit.ratePpm ?? 0) - 3 * (fit.rateSigmaPpm ?? 0) > MOST_RATE_PPM)
    return refuse(`its readings run ${Math.round(fit.ratePpm!)} ppm off`, evidence)
  return {
    found: toMeasuredOffset(fit, SENDER_SIGMA_US[kind]),
    refusal: undefined,
    evidence,
  }
}

const refuse = (refusal: string, evidence: Record<string, unknown> = {}): Measured => ({
  found: undefined,
  refusal,
  evidence,
})
