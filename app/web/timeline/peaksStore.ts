/**
 * Waveforms by recording, as far as they are looked at: a head of 32 KiB each and tiles of 12 KiB, read in ranges,
 * 24 MiB in all whatever the number and length of recordings. A view of 50 lanes needs about 4 MiB of it.
 */
import { PEAK_BYTES, parsePeaksHead, type PeaksHead } from '../../../core/protocol/peaks.ts'
import { fetchPeakBytes, HEAD_BYTES, type PeakedRecording, type ReadPeakBytes } from './peakBytes.ts'
import { TILE_BUCKETS, type PeakPyramid } from './pyramid.ts'
import { createTileStore, type TileRun, type TileStore } from './tileStore.ts'

export interface PeaksStore extends Pick<TileStore<object>, 'look' | 'leave' | 'subscribe' | 'sizeBytes'> {
  /** The pyramid where its head is here, `failed` where it cannot be had lately. Within a look it is asked for. */
  find(recording: PeakedRecording): PeakPyramid | 'loading' | 'failed'
}

/** A head with the levels that are whole in it, or a tile. */
interface PeakTile {
  readonly bytes: Uint8Array
  readonly pyramid?: PeakPyramid
}

const LIMIT_BYTES = 24 << 20
const HEAD = -1
const TILE_BYTES = TILE_BUCKETS * PEAK_BYTES

export function createPeaksStore(
  read: ReadPeakBytes = fetchPeakBytes,
  { limitBytes = LIMIT_BYTES, now }: { readonly limitBytes?: number; readonly now?: () => number } = {},
): PeaksStore {
  const recordings = new Map<string, PeakedRecording>()
  const heads = new Map<string, PeaksHead>()
  const store = createTileStore<PeakTile>({
    read: readRun,
    sizeOf: ({ bytes }) => bytes.byteLength,
    limitBytes,
    ...(now && { now }),
  })

  async function readRun(
    { subject, level, first, count }: TileRun,
    signal: AbortSignal,
  ): Promise<PeakTile[]> {
    const recording = recordings.get(subject)!
    if (level === HEAD) {
      const bytes = await read(recording, { start: 0, end: HEAD_BYTES }, signal)
      return [{ bytes, pyramid: openHead(subject, bytes) }]
    }
    const { offset, count: buckets } = heads.get(subject)!.levels[level]!
    const start = offset + first * TILE_BYTES
    const end = Math.min(offset + buckets * PEAK_BYTES, start + count * TILE_BYTES)
    const bytes = await read(recording, { start, end }, signal)
    if (bytes.length !== end - start) throw new RangeError(`peaks of ${subject} end at ${bytes.length}`)
    // Copied apart, so that one that is kept does not keep its neighbours.
    return Array.from({ length: count }, (_, k) => ({
      bytes: bytes.slice(k * TILE_BYTES, (k + 1) * TILE_BYTES),
    }))
  }

  function openHead(subject: string, bytes: Uint8Array): PeakPyramid {
    const head = parsePeaksHead(bytes)
    heads.set(subject, head)
    return {
      head,
      bucketUs: 1e6 / head.bucketsPerSecond,
      tile(depth, tile, ask) {
        const { offset, count } = head.levels[depth]!
        if (offset + count * PEAK_BYTES <= bytes.length) {
          const start = offset + tile * TILE_BYTES
          return bytes.subarray(start, Math.min(offset + count * PEAK_BYTES, start + TILE_BYTES))
        }
        if (!ask) return store.peek(subject, depth, tile)?.bytes
        const found = store.find(subject, depth, tile)
        return typeof found === 'string' ? undefined : found.bytes
      },
    }
  }

  return {
    find(recording) {
      if (!recording.hasPeaks) return 'failed'
      const subject = `${recording.recordingId} ${recording.version}`
      if (!recordings.has(subject)) recordings.set(subject, recording)
      const found = store.find(subject, HEAD, 0)
      return typeof found === 'string' ? found : found.pyramid!
    },
    look: store.look,
    leave: store.leave,
    subscribe: store.subscribe,
    sizeBytes: store.sizeBytes,
  }
}
