/**
 * What a recorder noted of clocks while it wrote: readings of UTC or of the publisher's own clock at moments of media
 * time (`core/formats/clockReadings.ts`), from RTCP sender reports or capture times, through the whole recording.
 * They say offset, rate and stalls. σ: how they scatter, and what no reading shows: the sender's way from the sample
 * to its time stamp (sound is stamped some 10 to 20 ms after it was heard, a picture within 2 ms).
 */
import { REFERENCE } from '../../core/clock/index.ts'
import { fitReadings } from '../../core/clock/readings.ts'
import { parseClockReadings, parseExactJson, type ClockReading } from '../../core/formats/index.ts'
import type { AlignRecording, MeasureContext, Measurer } from '../align/measurer.ts'
import { hashParts } from '../ids.ts'
import { deviceClock } from './logMessages.ts'
import { mediaClock } from './evidence.ts'
import { toMeasuredOffset } from './fittedOffset.ts'
import type { MeasuredEdge } from './measured.ts'

const VERSION = 1
const SOUND_SIGMA_US = 10_000
const PICTURE_SIGMA_US = 2_000
/** A stall shorter than this is the readings' own noise (sound's scatter by up to 13 ms). */
const LEAST_STEP_US = 60_000
const MOST_RATE_PPM = 1000

interface Sidecar {
  readonly recording_id: string
  readonly object_key: string
  readonly etag: string
  readonly raw: string
}

export const captureTimes: Measurer = {
  kind: 'capture_times',
  version: VERSION,
  measure: async (context) => {
    const sidecars = await readSidecars(context)
    const byId = new Map(context.recordings.map((recording) => [recording.recordingId, recording]))
    return sidecars.flatMap((sidecar) => {
      const recording = byId.get(sidecar.recording_id)
      return recording ? measureSidecar(context, recording, sidecar) : []
    })
  },
}

/** The raw JSON of those EgressInfos that hold readings, for the first stream of the file each is about. */
const readSidecars = ({ catalog, sessionId }: MeasureContext): Promise<Sidecar[]> =>
  catalog.all<Sidecar>(
    `SELECT r.recording_id, i.object_key, o.etag, i.raw
     FROM egress_infos i
     JOIN recordings r ON r.egress_id = i.egress_id
       AND (i.media_key IS NULL OR list_last(string_split(i.media_key, '/')) = list_last(string_split(r.object_key, '/')))
     JOIN objects o ON o.source_id = i.source_id AND o.object_key = i.object_key
     WHERE r.session_id = ? AND contains(i.raw, '"clockReadings"')
     QUALIFY row_number() OVER (PARTITION BY r.source_id, r.object_key, i.object_key ORDER BY r.stream_index) = 1
     ORDER BY r.recording_id, i.object_key`,
    [sessionId],
  )

function measureSidecar(
  { sessionId, known }: MeasureContext,
  recording: AlignRecording,
  sidecar: Sidecar,
): MeasuredEdge[] {
  const json = parseExactJson(sidecar.raw).value
  const readings = json === undefined ? undefined : parseClockReadings(json).value
  if (!readings) return []
  const from = mediaClock(recording.recordingId)
  return (['utc', 'device'] as const).flatMap((clock) => {
    const own = readings.filter((reading) => reading.clock === clock)
    if (own.length === 0) return []
    const to = clock === 'utc' ? REFERENCE : deviceClock(recording.identity)
    const edgeId = `edge_${hashParts([from, to, 'capture_times', sidecar.object_key])}`
    // The readings' own file may be written anew beside media that stay.
    if (known.get(edgeId)?.evidence['readingsEtag'] === sidecar.etag) return []
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
    const evidence = { objectKey: sidecar.object_key, readingsEtag: sidecar.etag, readings: own.length }
    return [{ ...edge, ...measured, evidence: { ...evidence, ...measured.evidence } }]
  })
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
    found: toMeasuredOffset(fit, kind === 'audio' ? SOUND_SIGMA_US : PICTURE_SIGMA_US),
    refusal: undefined,
    evidence,
  }
}

const refuse = (refusal: string, evidence: Record<string, unknown> = {}): Measured => ({
  found: undefined,
  refusal,
  evidence,
})
