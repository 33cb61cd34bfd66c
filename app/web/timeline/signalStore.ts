/** Tiles of a session's signals, as far as they are looked at: 24 KiB each, 16 MiB in all whatever their number. */
import { MOST_SIGNAL_TILES, parseSignalTiles, type SignalTile } from '../../../core/protocol/signals.ts'
import { createTileStore, type TileStore } from './tileStore.ts'

export interface LoadedSignalTile extends SignalTile {
  /** Samples further apart are not one line, µs. */
  readonly gapUs: number
}

export type SignalStore = TileStore<LoadedSignalTile>

/** Reads tiles of a signal by its id; rejects where they cannot be had. */
export type ReadSignalBytes = (
  signalId: string,
  place: { readonly level: number; readonly first: number; readonly count: number },
  signal: AbortSignal,
) => Promise<ArrayBuffer>

const LIMIT_BYTES = 16 << 20

/** Asks `/api/sessions/:id/signals/:signalId`. */
export const fetchSignalBytesOf =
  (sessionId: string): ReadSignalBytes =>
  async (signalId, { level, first, count }, signal) => {
    const path = `/api/sessions/${encodeURIComponent(sessionId)}/signals/${encodeURIComponent(signalId)}`
    const response = await fetch(`${path}?level=${level}&first=${first}&count=${count}`, { signal })
    if (!response.ok) throw new Error(`signal ${signalId}: HTTP ${response.status}`)
    return response.arrayBuffer()
  }

/** Subjects are signal ids. */
export const createSignalStore = (read: ReadSignalBytes): SignalStore =>
  createTileStore<LoadedSignalTile>({
    async read({ subject, level, first, count }, signal) {
      const wanted = Math.min(count, MOST_SIGNAL_TILES)
      const { gapUs, tiles } = parseSignalTiles(await read(subject, { level, first, count: wanted }, signal))
      return tiles.map((tile) => ({ ...tile, gapUs }))
    },
    sizeOf: ({ min }) => min.byteLength * 3,
    limitBytes: LIMIT_BYTES,
  })
