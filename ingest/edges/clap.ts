/**
 * Claps or flashes with a sound: one person's own camera and microphone saw and heard the same events. The sound is
 * searched for claps, the picture around each of them for flashes, since decoding all of it would cost as much as
 * watching it; three events that fit are more than chance gives. σ: half a frame.
 */
import { setImmediate } from 'node:timers/promises'
import { findFlashes, type Flash } from '../../core/clock/flashes.ts'
import { matchEvents } from '../../core/clock/matchEvents.ts'
import { keepLone, searchOnsets, type Onset } from '../../core/clock/onsets.ts'
import { findMedian } from '../../core/clock/median.ts'
import type { AlignRecording, MeasureContext, MediaMeasurer } from '../align/measurer.ts'
import { hashParts } from '../ids.ts'
import { mediaClock } from './evidence.ts'
import { planSpans, readPacketTable } from './frameSpans.ts'
import type { MeasuredEdge } from './measured.ts'

const VERSION = 1
/** Around a clap, on the camera's clock. */
const LOOK_US = 3_000_000
/** Below this a prior's σ is not believed. */
const LEAST_SEARCH_US = 300_000
/** The loudest claps; of more than so many, most are no claps but a workshop. */
const MOST_LOOKS = 12
const MOST_ONSETS = 120
const LONGEST_DECODE_US = 20_000_000
/** A frame more than the two clocks can be apart at one event. */
const LEAST_TOLERANCE_US = 40_000

export const clap: MediaMeasurer = {
  kind: 'clap',
  version: VERSION,
  measure: async (context) => {
    const pairs = findPairs(context.recordings).filter(
      ([camera, microphone]) => !context.known.has(formatEdgeId(camera, microphone)),
    )
    const onsets = new Map<string, readonly Onset[] | undefined>()
    for (const [at, [camera, microphone]] of pairs.entries()) {
      context.signal?.throwIfAborted()
      const id = microphone.recordingId
      if (!onsets.has(id)) onsets.set(id, await readOnsets(context, id))
      await context.commit([await measurePair(context, camera, microphone, onsets.get(id))])
      context.onProgress(at + 1, pairs.length)
    }
    return []
  },
}

/** A minute of sound is searched at a time: the program answers in between. */
const BLOCKS_A_TURN = 8

async function readOnsets(
  { openSound, signal }: MeasureContext,
  recordingId: string,
): Promise<Onset[] | undefined> {
  const sound = await openSound(recordingId)
  if (!sound) return undefined
  const found: Onset[] = []
  try {
    let blocks = 0
    for (const onsets of searchOnsets(sound)) {
      found.push(...onsets)
      if (++blocks % BLOCKS_A_TURN > 0) continue
      await setImmediate()
      signal?.throwIfAborted()
    }
  } finally {
    sound.close()
  }
  return keepLone(found)
}

type Pair = readonly [camera: AlignRecording, microphone: AlignRecording]

/** A person's own cameras and microphones that overlap as far as priors say; the streams of one file need none. */
function findPairs(recordings: readonly AlignRecording[]): Pair[] {
  return recordings
    .filter(({ kind, source }) => kind === 'video' && source === 'camera')
    .flatMap((camera) =>
      recordings
        .filter(
          (other) =>
            other.source === 'microphone' &&
            other.identity === camera.identity &&
            (other.objectKey !== camera.objectKey || other.sourceId !== camera.sourceId) &&
            overlap(camera, other),
        )
        .map((microphone): Pair => [camera, microphone]),
    )
}

function overlap(a: AlignRecording, b: AlignRecording): boolean {
  if (!a.prior || !b.prior) return false
  const start = Math.max(a.prior.wallUs + a.firstPtsUs, b.prior.wallUs + b.firstPtsUs)
  return Math.min(a.prior.wallUs + a.endPtsUs, b.prior.wallUs + b.endPtsUs) > start
}

const formatEdgeId = (camera: AlignRecording, microphone: AlignRecording): string =>
  `edge_${hashParts([mediaClock(camera.recordingId), mediaClock(microphone.recordingId), 'clap'])}`

type Measured = Pick<MeasuredEdge, 'found' | 'refusal'> & { readonly evidence: Record<string, unknown> }

const refuse = (refusal: string, evidence: Record<string, unknown> = {}): Measured => ({
  found: undefined,
  refusal,
  evidence,
})

async function measurePair(
  context: MeasureContext,
  camera: AlignRecording,
  microphone: AlignRecording,
  onsets: readonly Onset[] | undefined,
): Promise<MeasuredEdge> {
  const measured = onsets
    ? await look(context, camera, microphone, onsets)
    : refuse('its sound could not be decoded')
  return {
    edgeId: formatEdgeId(camera, microphone),
    sessionId: context.sessionId,
    kind: 'clap',
    support: 'content',
    from: mediaClock(camera.recordingId),
    to: mediaClock(microphone.recordingId),
    fromEtag: camera.etag,
    toEtag: microphone.etag,
    methodVersion: VERSION,
    author: 'claps and flashes',
    ...measured,
  }
}

async function look(
  context: MeasureContext,
  camera: AlignRecording,
  microphone: AlignRecording,
  onsets: readonly Onset[],
): Promise<Measured> {
  const counts = { onsets: onsets.length }
  if (onsets.length < 3) return refuse(`${onsets.length} claps are too few`, counts)
  if (onsets.length > MOST_ONSETS)
    return refuse(`${onsets.length} sounds like claps: too many to be claps`, counts)
  const packets = await readPacketTable(context.catalog, camera)
  if (!packets) return refuse('the packets of its picture are not in the cache', counts)
  const aboutUs = camera.prior!.wallUs - microphone.prior!.wallUs
  const loudest = onsets.toSorted((a, b) => b.riseDb - a.riseDb).slice(0, MOST_LOOKS)
  const wanted = loudest.map(({ atUs }) => ({
    startUs: atUs - aboutUs - LOOK_US,
    endUs: atUs - aboutUs + LOOK_US,
  }))
  const spans = planSpans(packets, wanted, LONGEST_DECODE_US)
  if (spans.length === 0) return refuse('its key frames are too far from the claps', counts)
  const { storeUri, key } = camera.seekableAt
  const request = { streamIndex: camera.streamIndex, spans }
  const options = context.signal && { signal: context.signal }
  const { brightness, problems } = await context.workers.brightness(storeUri, key, request, options)
  if (!brightness) return refuse(problems[0]!.message, counts)
  const frames = [...brightness.ptsUs].map((ptsUs, at) => ({ ptsUs, luma: brightness.luma[at]! }))
  const withinUs = Math.min(
    LOOK_US,
    Math.max(LEAST_SEARCH_US, 3 * Math.hypot(camera.prior!.sigmaUs, microphone.prior!.sigmaUs)),
  )
  const spanUs = spans.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0)
  return matchFlashes({ flashes: findFlashes(frames), onsets: loudest, aboutUs, withinUs, spanUs })
}

/** Matches flashes on the camera's clock with claps on the microphone's; `spanUs`: how much was looked at. */
export function matchFlashes(options: {
  flashes: readonly Flash[]
  onsets: readonly Onset[]
  aboutUs: number
  withinUs: number
  spanUs: number
}): Measured {
  const { flashes, aboutUs, withinUs, spanUs } = options
  const onsets = options.onsets.map(({ atUs }) => atUs).sort((a, b) => a - b)
  const evidence = { onsets: onsets.length, flashes: flashes.length }
  if (flashes.length === 0) return refuse('no flash was seen at its claps', evidence)
  const frameUs = findMedian(flashes.map((flash) => flash.frameUs))
  const match = matchEvents({
    // The light came on at some moment of the frame's interval.
    from: flashes.map((flash) => flash.atUs - flash.frameUs / 2),
    to: onsets,
    fromSpanUs: spanUs,
    toSpanUs: spanUs,
    aboutUs,
    withinUs,
    toleranceUs: Math.max(LEAST_TOLERANCE_US, 1.2 * frameUs),
  })
  if (!match) return refuse('its claps and flashes fit no better than by chance', evidence)
  const [first, last] = [match.pairs[0]!, match.pairs.at(-1)!].map(([at]) => flashes[at]!.atUs)
  return {
    found: {
      atUs: Math.round((first! + last!) / 2),
      offsetUs: Math.round(match.offsetUs),
      sigmaUs: Math.max(frameUs / 2, match.spreadUs / 2),
      ratePpm: undefined,
      rateSigmaPpm: undefined,
      agreement: match.pairs.length / Math.min(flashes.length, onsets.length),
      pieces: [],
    },
    refusal: undefined,
    evidence: {
      ...evidence,
      falseAlarms: match.falseAlarms,
      pairs: match.pairs.map(([flash, onset]) => [flashes[flash]!.atUs, Math.round(onsets[onset]!)]),
    },
  }
}
