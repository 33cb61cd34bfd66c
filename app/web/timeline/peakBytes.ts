/** Bytes of a recording's waveform file, as the server has it. */
import { PEAK_BYTES, parsePeaksHead, type Peaks, type PeaksHead } from '../../../core/protocol/peaks.ts'
import type { RecordingView } from '../../../core/protocol/session.ts'

export type PeakedRecording = Pick<RecordingView, 'recordingId' | 'version' | 'hasPeaks'>

/** Reads bytes `[start, end)`, or as many as there are; rejects where there is no waveform. */
export type ReadPeakBytes = (
  recording: PeakedRecording,
  span: { readonly start: number; readonly end: number },
  signal: AbortSignal,
) => Promise<Uint8Array>

/** The table and every wide level: all that a whole session's view needs. */
export const HEAD_BYTES = 32_768
/** The server answers no more at once. */
const PIECE_BYTES = 1 << 20
/** Named in the address, so that no cache answers with what an older format left. */
const FORMAT = 2

/** Asks `/api/recordings/:id/peaks`, whose answer never changes for one version. */
export const fetchPeakBytes: ReadPeakBytes = async ({ recordingId, version }, { start, end }, signal) => {
  const query = `v=${encodeURIComponent(version)}&format=${FORMAT}`
  const path = `/api/recordings/${encodeURIComponent(recordingId)}/peaks?${query}`
  const response = await fetch(path, {
    headers: { range: `bytes=${start}-${end - 1}` },
    signal,
    priority: 'low',
  })
  if (!response.ok) throw new Error(`peaks of ${recordingId}: HTTP ${response.status}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  // Whoever does not know ranges answers with all of it.
  return response.status === 206 ? bytes : bytes.slice(start, end)
}

/**
 * Reads the loudness of a whole recording, at the finest level of no more buckets a second than asked for; for what
 * listens once and keeps nothing.
 */
export async function readLoudness(
  read: ReadPeakBytes,
  recording: PeakedRecording,
  { perSecond, signal }: { readonly perSecond: number; readonly signal: AbortSignal },
): Promise<Pick<Peaks, 'rms' | 'bucketsPerSecond' | 'firstPtsUs'>> {
  const begin = await read(recording, { start: 0, end: HEAD_BYTES }, signal)
  const head: PeaksHead = parsePeaksHead(begin)
  const isFew = ({ stride }: { stride: number }): boolean => head.bucketsPerSecond / stride <= perSecond
  const { offset, count, stride } = head.levels.find(isFew) ?? head.levels.at(-1)!
  const rms = new Uint8Array(count)
  const end = offset + count * PEAK_BYTES
  const pieceBytes = Math.floor(PIECE_BYTES / PEAK_BYTES) * PEAK_BYTES
  for (let start = offset, k = 0; start < end; start += pieceBytes) {
    const isHere = end <= begin.length
    const piece = isHere
      ? begin.subarray(start, end)
      : await read(recording, { start, end: Math.min(end, start + pieceBytes) }, signal)
    for (let at = 2; at < piece.length; at += PEAK_BYTES) rms[k++] = piece[at]!
  }
  return { rms, bucketsPerSecond: head.bucketsPerSecond / stride, firstPtsUs: head.firstPtsUs }
}
