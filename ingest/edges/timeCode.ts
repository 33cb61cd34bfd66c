/**
 * A clock shown in the picture: a QR code with the time (`core/formats/timeCode.ts`) on a screen that is shared or
 * filmed. Five moments are looked at; where none shows a time, nothing more is. What counts is the first frame of a
 * new code: it was taken between that code's time and the next frame's, so its offset is known to half a frame,
 * whatever the code's own pace; the way from the page to its pixels is guessed (15 ± 15 ms). A code that stands still
 * (a poster) has no such frame, and codes whose times keep no line are refused.
 */
import { REFERENCE } from '../../core/clock/index.ts'
import { fitReadings, type ClockPair } from '../../core/clock/readings.ts'
import { findMedian } from '../../core/clock/median.ts'
import { parseTimeCode } from '../../core/formats/index.ts'
import type { FrameCode } from '../../core/media/index.ts'
import type { AlignRecording, MeasureContext, MediaMeasurer } from '../align/measurer.ts'
import { forEachConcurrent } from '../forEachConcurrent.ts'
import { hashParts } from '../ids.ts'
import { mediaClock } from './evidence.ts'
import { toMeasuredOffset } from './fittedOffset.ts'
import { moveToKeys, planSpans, readPacketTable, type WantedSpan } from './frameSpans.ts'
import { deviceClock } from './logMessages.ts'
import type { MeasuredEdge } from './measured.ts'

const VERSION = 1
const PROBES = 5
const PROBE_US = 250_000
/** Long enough to see a code change that does so each second. */
const LOOKS = 16
const LOOK_US = 1_300_000
/** To see whether there is a code at all, no more than this is decoded for a look; to read one, all of it. */
const CHEAP_US = 3_000_000
/** As many as the media workers have children, and one to wait. */
const CONCURRENCY = 3
const LATENCY_US = 15_000
const LEAST_CHANGES = 4
const LEAST_STEP_US = 250_000
const LONGEST_FRAME_US = 400_000
const MOST_RATE_PPM = 1000
/** Among so few looks a stall is no step that can be told: it shows as scatter. */
const MOST_SCATTER_US = 100_000

export const timeCode: MediaMeasurer = {
  kind: 'time_code',
  version: VERSION,
  measure: async (context) => {
    const { recordings, known, onProgress, signal } = context
    // A composite shows a screen as late as the network brought it: no clock to trust.
    const videos = recordings.filter(({ kind, source }) => kind === 'video' && source !== 'composite')
    const done = new Set([...known.values()].map(({ from }) => from))
    const open = videos.filter(({ recordingId }) => !done.has(mediaClock(recordingId)))
    let finished = 0
    await forEachConcurrent(open, CONCURRENCY, async (recording) => {
      signal?.throwIfAborted()
      await context.commit(await measureVideo(context, recording))
      onProgress(++finished, open.length)
    })
    return []
  },
}

async function measureVideo(context: MeasureContext, recording: AlignRecording): Promise<MeasuredEdge[]> {
  const packets = await readPacketTable(context.catalog, recording)
  if (!packets) return []
  const look = async (wanted: readonly WantedSpan[]) => {
    const spans = planSpans(packets, wanted, Infinity)
    const { storeUri, key } = recording.seekableAt
    const request = { streamIndex: recording.streamIndex, spans }
    return await context.workers.codes(storeUri, key, request, context.signal && { signal: context.signal })
  }
  const probe = await look(moveToKeys(packets, spread(recording, PROBES, PROBE_US), CHEAP_US))
  if (!probe.found) return [toEdge(context, recording, undefined, refuse(probe.problems[0]!.message))]
  if (!probe.found.codes.some(({ text }) => parseTimeCode(text)))
    return [toEdge(context, recording, undefined, refuse('no code with a time was seen', probe.found.frames))]
  const { found, problems } = await look(spread(recording, LOOKS, LOOK_US))
  if (!found) return [toEdge(context, recording, undefined, refuse(problems[0]!.message))]
  const names = new Set(
    found.codes.map(({ text }) => parseTimeCode(text)).map((code) => code && (code.identity ?? '')),
  )
  return [...names].flatMap((name) =>
    name === undefined
      ? []
      : [toEdge(context, recording, name || undefined, measureCodes(found.codes, name || undefined))],
  )
}

/** Evenly over the recording, the first and the last a little inside. */
function spread({ firstPtsUs, endPtsUs }: AlignRecording, count: number, lengthUs: number): WantedSpan[] {
  const roomUs = Math.max(0, endPtsUs - firstPtsUs - lengthUs)
  return Array.from({ length: count }, (_, at) => {
    const startUs = firstPtsUs + (roomUs * (at + 0.5)) / count
    return { startUs, endUs: startUs + lengthUs }
  })
}

export type MeasuredCodes = Pick<MeasuredEdge, 'found' | 'refusal'> & {
  readonly evidence: Record<string, unknown>
}

const refuse = (refusal: string, frames?: number): MeasuredCodes => ({
  found: undefined,
  refusal,
  evidence: frames === undefined ? {} : { frames },
})

/** `frames` in the order of their PTS; `identity`: whose clock is wanted, undefined: codes that name none. */
export function measureCodes(frames: readonly FrameCode[], identity: string | undefined): MeasuredCodes {
  const times = frames.flatMap(({ ptsUs, text }) => {
    const code = parseTimeCode(text)
    return code && code.identity === identity ? [{ ptsUs, codeUs: Number(code.ns) / 1000 }] : []
  })
  const changes = times.slice(1).flatMap((now, at) => {
    const before = times[at]!
    const frameUs = now.ptsUs - before.ptsUs
    const isNew = now.codeUs > before.codeUs && frameUs > 0 && frameUs <= LONGEST_FRAME_US
    // The frame was taken up to a frame after the code appeared.
    return isNew
      ? [{ atUs: now.ptsUs, offsetUs: now.codeUs + frameUs / 2 + LATENCY_US - now.ptsUs, frameUs }]
      : []
  })
  const evidence = { codes: times.length, changes: changes.length, latencyGuessUs: LATENCY_US }
  const looks = changes.length < LEAST_CHANGES ? [] : joinLooks(changes)
  const fit = fitReadings(looks, LEAST_STEP_US)
  if (!fit) {
    const refusal = `its codes change in ${changes.length} of the frames looked at, at ${looks.length} places: too few`
    return { found: undefined, refusal, evidence }
  }
  const frameUs = findMedian(changes.map((change) => change.frameUs))
  if (
    Math.abs(fit.ratePpm ?? 0) - 3 * (fit.rateSigmaPpm ?? 0) > MOST_RATE_PPM ||
    fit.scatterUs > Math.max(MOST_SCATTER_US, 2 * frameUs)
  ) {
    const refusal = `the times of its codes keep no line (${Math.round(fit.ratePpm ?? 0)} ppm, ± ${Math.round(fit.scatterUs / 1000)} ms)`
    return { found: undefined, refusal, evidence }
  }
  const found = toMeasuredOffset(fit, Math.hypot(frameUs / 2, LATENCY_US))
  // Codes and frames that keep step hide up to a frame of drift over the whole recording.
  const hiddenPpm = (frameUs / 2 / Math.max(1, looks.at(-1)!.atUs - looks[0]!.atUs)) * 1e6
  const { rateSigmaPpm } = found
  return {
    found: { ...found, rateSigmaPpm: rateSigmaPpm && Math.hypot(rateSigmaPpm, hiddenPpm) },
    refusal: undefined,
    evidence: { ...evidence, frameUs },
  }
}

/** The changes of one look share the phase of their frames: they are one reading, the median of them. */
function joinLooks(changes: readonly ClockPair[]): ClockPair[] {
  const looks: ClockPair[][] = []
  for (const change of changes) {
    const look = looks.at(-1)
    if (look && change.atUs - look[0]!.atUs <= LOOK_US) look.push(change)
    else looks.push([change])
  }
  return looks.map((look) => ({
    atUs: findMedian(look.map(({ atUs }) => atUs)),
    offsetUs: findMedian(look.map(({ offsetUs }) => offsetUs)),
  }))
}

function toEdge(
  { sessionId }: MeasureContext,
  recording: AlignRecording,
  identity: string | undefined,
  { found, refusal, evidence }: MeasuredCodes,
): MeasuredEdge {
  const from = mediaClock(recording.recordingId)
  const to = identity === undefined ? REFERENCE : deviceClock(identity)
  return {
    edgeId: `edge_${hashParts([from, to, 'time_code'])}`,
    sessionId,
    kind: 'time_code',
    support: 'measured',
    from,
    to,
    fromEtag: recording.etag,
    toEtag: undefined,
    methodVersion: VERSION,
    author: 'codes in the picture',
    evidence: { objectKey: recording.objectKey, ...evidence },
    found,
    refusal,
  }
}
