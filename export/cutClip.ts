/** Writes one clip and proves it: the file is read again and must hold what was asked for. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { clipTimeOf, type CutPiece, type MediaProbe, type MediaWorkers } from '../core/media/index.ts'
import { UserError } from '../core/model/index.ts'
import type { PlannedClip } from './planClip.ts'

export interface CutClip {
  readonly frames: number | null
  readonly samples: number | null
  /** Clip time of the first and the last frame, or of the first sample and the end; µs. */
  readonly firstPtsUs: number
  readonly lastPtsUs: number
  readonly firstSourcePtsUs: number
  readonly lastSourcePtsUs: number
  readonly badPackets: number
  readonly encodedBy: string
}

/** One tick of the clip's clock (1/90000 s) and the rounding to µs. */
const TICK_US = 12
/** One sample at 48 kHz, and the rounding. */
const SAMPLE_US = 22

/**
 * Cuts a clip into `folder`. Returns a reason where its media cannot be decoded; throws UserError
 * `export_unverified` where the written file is not what it should be, and as the store does.
 */
export async function cutClip(
  clip: PlannedClip,
  options: { workers: MediaWorkers; folder: string; cacheDir: string; signal: AbortSignal | undefined },
): Promise<CutClip | { reason: string }> {
  const { workers, folder, cacheDir, signal } = options
  const { recording, view } = clip
  const [uri, key] =
    recording.remuxFile === undefined
      ? [recording.sourceUri, recording.objectKey]
      : [pathToFileURL(cacheDir).href, recording.remuxFile]
  const pieces = recording.kind === 'audio' ? endWithin(clip.pieces, recording.endPtsUs) : clip.pieces
  const request = {
    kind: recording.kind,
    streamIndex: recording.streamIndex,
    startUs: clip.startPtsUs,
    endUs: pieces.at(-1)!.endUs,
    pieces,
    streamEndUs: recording.endPtsUs,
    holes: recording.holes,
    out: path.join(folder, view.fileName),
    width: recording.width ?? undefined,
    height: recording.height ?? undefined,
    channels: recording.channels ?? undefined,
  }
  const answer = await workers.cut(uri, key, request, { signal })
  if (!answer.cut)
    return { reason: `unreadable: ${answer.problems.map((problem) => problem.message).join('; ')}` }
  const { frames, samples, firstSourcePtsUs, lastSourcePtsUs, badPackets } = answer.cut
  const probe = await workers.probe(pathToFileURL(folder).href, view.fileName, { signal })
  const found =
    samples === undefined
      ? verifyVideo(probe, { ...answer.cut, frames: frames ?? 0, pieces })
      : verifyAudio(probe, samples)
  if ('fault' in found) throw new UserError('export_unverified', `${view.fileName}: ${found.fault}`)
  return {
    frames: frames ?? null,
    samples: samples ?? null,
    ...found,
    firstSourcePtsUs,
    lastSourcePtsUs,
    badPackets,
    encodedBy: answer.encodedBy ?? 'FFmpeg',
  }
}

/** Sound ends with its recording; pictures stay on screen. */
const endWithin = (pieces: readonly CutPiece[], endPtsUs: number): CutPiece[] =>
  pieces
    .filter((piece) => piece.startUs < endPtsUs)
    .map((piece) => ({ ...piece, endUs: Math.min(piece.endUs, endPtsUs) }))

type Verified = { firstPtsUs: number; lastPtsUs: number } | { fault: string }

function verifyVideo(
  probe: MediaProbe,
  cut: { frames: number; pieces: readonly CutPiece[]; firstSourcePtsUs: number; lastSourcePtsUs: number },
): Verified {
  const stream = probe.streams[0]
  if (!stream)
    return { fault: `the written clip cannot be read (${probe.problems[0]?.message ?? 'no stream'})` }
  const first = clipTimeOf(cut.pieces, cut.firstSourcePtsUs)
  const last = clipTimeOf(cut.pieces, cut.lastSourcePtsUs)
  if (stream.packetCount !== cut.frames)
    return { fault: `${stream.packetCount} frames, expected ${cut.frames}` }
  if (Math.abs(stream.firstPtsUs - first) > TICK_US) {
    return { fault: `first frame at ${stream.firstPtsUs} µs, expected ${first}` }
  }
  if (Math.abs(stream.lastPtsUs - last) > TICK_US)
    return { fault: `last frame at ${stream.lastPtsUs} µs, expected ${last}` }
  return { firstPtsUs: stream.firstPtsUs, lastPtsUs: stream.lastPtsUs }
}

function verifyAudio(probe: MediaProbe, samples: number): Verified {
  const stream = probe.streams[0]
  if (!stream)
    return { fault: `the written clip cannot be read (${probe.problems[0]?.message ?? 'no stream'})` }
  const firstPtsUs = stream.firstPtsUs + stream.codecDelayUs
  const endUs = (samples * 1e6) / 48_000
  if (Math.abs(firstPtsUs) > SAMPLE_US) return { fault: `first sample at ${firstPtsUs} µs, expected 0` }
  if (Math.abs(stream.endPtsUs - endUs) > SAMPLE_US) {
    return { fault: `sound ends at ${stream.endPtsUs} µs, expected ${Math.round(endUs)}` }
  }
  return { firstPtsUs, lastPtsUs: stream.endPtsUs }
}
