/**
 * Signals: numbers that a log's messages carry, as the server lists and serves them. Times are µs of session time.
 *
 * Tiles `LSG1`, little-endian: u32 count, f64 gapUs, then for each tile f64 before.tUs, before.value, after.tUs,
 * after.value, then f64 min[1024], max[1024], mean[1024]. Bucket k of tile n of a level covers session time from
 * (1024 n + k) · 4^level µs; NaN where no sample lies in it. Before and after: the nearest samples outside the tile,
 * NaN where there is none. Samples further apart than gapUs are not one line.
 */
export interface SignalSummary {
  readonly signalId: string
  /** The field, nested ones with dots: `pose.yaw`. Empty: the message is the number itself. */
  readonly name: string
  readonly topic: string
  /** Who sent it; empty: nobody is named. */
  readonly identity: string
  readonly count: number
  readonly min: number
  readonly max: number
  readonly startUs: number
  readonly endUs: number
}

export interface SignalSample {
  readonly tUs: number
  readonly value: number
}

export interface SignalTile {
  readonly before: SignalSample | undefined
  readonly after: SignalSample | undefined
  readonly min: Float64Array
  readonly max: Float64Array
  readonly mean: Float64Array
}

export interface SignalTiles {
  readonly gapUs: number
  readonly tiles: readonly SignalTile[]
}

export const SIGNAL_BUCKETS = 1024
/** The finest bucket is 16 µs, the coarsest 4.5 minutes: a day is 322 of them. */
export const SIGNAL_LEVELS = { finest: 2, coarsest: 14 } as const
export const MOST_SIGNAL_TILES = 16
export const signalBucketUs = (level: number): number => 4 ** level

const MAGIC = 0x3147534c
const HEAD_BYTES = 16
const TILE_FLOATS = 4 + 3 * SIGNAL_BUCKETS

export function formatSignalTiles({ gapUs, tiles }: SignalTiles): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD_BYTES + tiles.length * TILE_FLOATS * 8)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, tiles.length, true)
  view.setFloat64(8, gapUs, true)
  tiles.forEach(({ before, after, min, max, mean }, k) => {
    const floats = new Float64Array(bytes.buffer, HEAD_BYTES + k * TILE_FLOATS * 8, TILE_FLOATS)
    floats.set([before?.tUs ?? NaN, before?.value ?? NaN, after?.tUs ?? NaN, after?.value ?? NaN])
    floats.set(min, 4)
    floats.set(max, 4 + SIGNAL_BUCKETS)
    floats.set(mean, 4 + 2 * SIGNAL_BUCKETS)
  })
  return bytes
}

/** Throws RangeError on a wrong magic or a short buffer. */
export function parseSignalTiles(buffer: ArrayBuffer): SignalTiles {
  const view = new DataView(buffer)
  if (buffer.byteLength < HEAD_BYTES || view.getUint32(0, true) !== MAGIC)
    throw new RangeError('not tiles of a signal (LSG1)')
  const count = view.getUint32(4, true)
  if (buffer.byteLength !== HEAD_BYTES + count * TILE_FLOATS * 8)
    throw new RangeError(`${count} tiles of a signal: ${buffer.byteLength} bytes`)
  const tiles = Array.from({ length: count }, (_, k) => {
    // Columns are copied, so that a tile that is kept does not keep its neighbours.
    const floats = new Float64Array(buffer, HEAD_BYTES + k * TILE_FLOATS * 8, TILE_FLOATS)
    const sample = (at: number): SignalSample | undefined =>
      Number.isNaN(floats[at]!) ? undefined : { tUs: floats[at]!, value: floats[at + 1]! }
    const column = (at: number): Float64Array =>
      floats.slice(4 + at * SIGNAL_BUCKETS, 4 + (at + 1) * SIGNAL_BUCKETS)
    return { before: sample(0), after: sample(2), min: column(0), max: column(1), mean: column(2) }
  })
  return { gapUs: view.getFloat64(8, true), tiles }
}
