/**
 * What shows of a signal: its buckets at the level that fits the zoom, or where a tile is not here yet those of the
 * finest coarser level that is; and its value at a time.
 */
import {
  SIGNAL_BUCKETS,
  SIGNAL_LEVELS,
  signalBucketUs,
  type SignalSample,
  type SignalSummary,
} from '../../../core/protocol/signals.ts'
import type { SignalStore, LoadedSignalTile } from './signalStore.ts'
import { usPerPx, type Scale } from './viewport.ts'

export interface TimelineSignals {
  /** The signals that have rows, in the order they were added. */
  readonly tracks: readonly SignalSummary[]
  readonly store: SignalStore
}

export const keyOfSignal = (signalId: string): string => `signal:${signalId}`

/** What a signal is called on a row; the topic where the message is the number. */
export const nameOfSignal = ({ name, topic }: Pick<SignalSummary, 'name' | 'topic'>): string =>
  name || topic || 'number'

/** The level whose buckets are 0.5 to 2 px long, as far as there are levels. */
export function findSignalLevel(perPx: number): number {
  const level = Math.floor(Math.log(Math.max(1, perPx * 2)) / Math.log(4))
  return Math.min(SIGNAL_LEVELS.coarsest, Math.max(SIGNAL_LEVELS.finest, level))
}

const tileUs = (level: number): number => signalBucketUs(level) * SIGNAL_BUCKETS

/** The level at which all of a signal is two or three tiles. */
function overviewLevel({ startUs, endUs }: SignalSummary): number {
  let level: number = SIGNAL_LEVELS.finest
  while (level < SIGNAL_LEVELS.coarsest && tileUs(level) < endUs - startUs) level++
  return level
}

/**
 * Takes a bucket with samples, or the nearest sample outside the view, which starts and ends at one time; `joinUs`:
 * the longest interval between starts that are one line. Numbers, as there are thousands a frame.
 */
export type VisitSignal = (
  startUs: number,
  endUs: number,
  min: number,
  max: number,
  mean: number,
  joinUs: number,
) => void

/**
 * Visits what shows in order of time, with the nearest samples before and after it; asks for what is missing. Returns
 * false where nothing is here yet.
 */
export function visitSignal(
  store: SignalStore,
  signal: SignalSummary,
  scale: Scale,
  visit: VisitSignal,
): boolean {
  const { signalId } = signal
  const { start, end } = scale.view
  const level = findSignalLevel(usPerPx(scale))
  const wide = overviewLevel(signal)
  let isHere = false
  // Asked for first: what is drawn until the fine ones are here.
  for (let tile = Math.floor(signal.startUs / tileUs(wide)); tile * tileUs(wide) <= signal.endUs; tile++)
    store.find(signalId, wide, tile)
  const first = Math.floor(start / tileUs(level))
  const last = Math.floor(end / tileUs(level))
  for (let tile = first; tile <= last; tile++) {
    const span = { from: tile * tileUs(level), to: (tile + 1) * tileUs(level) }
    const fine = store.find(signalId, level, tile)
    const found =
      typeof fine === 'object' ? { level, tile: fine } : findCoarser(store, signalId, level, span.from)
    if (!found) continue
    isHere = true
    const edges = { isFirst: tile === first, isLast: tile === last }
    visitBuckets(found, { from: Math.max(start, span.from), to: Math.min(end, span.to), ...edges }, visit)
  }
  return isHere
}

interface PlacedTile {
  readonly level: number
  readonly tile: LoadedSignalTile
}

function findCoarser(
  store: SignalStore,
  signalId: string,
  level: number,
  atUs: number,
): PlacedTile | undefined {
  for (let other = level + 1; other <= SIGNAL_LEVELS.coarsest; other++) {
    const tile = store.peek(signalId, other, Math.floor(atUs / tileUs(other)))
    if (tile) return { level: other, tile }
  }
  return undefined
}

/** At the view's edges one sample more, however far off, so that a line runs out of it. */
function visitBuckets(
  { level, tile }: PlacedTile,
  { from, to, isFirst, isLast }: { from: number; to: number; isFirst: boolean; isLast: boolean },
  visit: VisitSignal,
): void {
  const { before, after, min, max, mean } = tile
  const bucketUs = signalBucketUs(level)
  const joinUs = Math.max(tile.gapUs, bucketUs * 1.5)
  const first = Math.floor(from / tileUs(level)) * tileUs(level)
  const visitSample = ({ tUs, value }: SignalSample): void => visit(tUs, tUs, value, value, value, joinUs)
  let begin = Math.floor((from - first) / bucketUs)
  let end = Math.min(SIGNAL_BUCKETS, Math.ceil((to - first) / bucketUs))
  if (isFirst) {
    begin--
    while (begin >= 0 && Number.isNaN(mean[begin]!)) begin--
    if (begin < 0 && before) visitSample(before)
    begin = Math.max(0, begin)
  }
  if (isLast) while (end < SIGNAL_BUCKETS && Number.isNaN(mean[end]!)) end++
  for (let k = begin; k < Math.min(SIGNAL_BUCKETS, isLast ? end + 1 : end); k++) {
    if (Number.isNaN(mean[k]!)) continue
    const startUs = first + k * bucketUs
    visit(startUs, startUs + bucketUs, min[k]!, max[k]!, mean[k]!, joinUs)
  }
  if (isLast && end === SIGNAL_BUCKETS && after) visitSample(after)
}

/** Levels a value is read from: 16 ms a bucket while time runs, 0.26 ms where it rests. */
export const VALUE_LEVELS = { playing: 7, resting: 4 } as const

/**
 * The last value at or before a time, within what is one line, at a level or the finest coarser one that is here;
 * undefined where there is none or it is not here. `ask`: to be read, where it is not.
 */
export function valueAt(
  store: SignalStore,
  signalId: string,
  timeUs: number,
  { level, ask = false }: { readonly level: number; readonly ask?: boolean },
): number | undefined {
  const at = Math.floor(timeUs / tileUs(level))
  const asked = ask ? store.find(signalId, level, at) : store.peek(signalId, level, at)
  const found =
    typeof asked === 'object' ? { level, tile: asked } : findCoarser(store, signalId, level, timeUs)
  if (!found) return undefined
  const { tile } = found
  const bucketUs = signalBucketUs(found.level)
  const first = Math.floor(timeUs / tileUs(found.level)) * tileUs(found.level)
  for (let k = Math.floor((timeUs - first) / bucketUs); k >= 0; k--) {
    const startUs = first + k * bucketUs
    if (timeUs - startUs - bucketUs > tile.gapUs) return undefined
    if (!Number.isNaN(tile.mean[k]!)) return tile.mean[k]
  }
  return tile.before && timeUs - tile.before.tUs <= tile.gapUs ? tile.before.value : undefined
}

/** As exact as a ten-thousandth of the signal's range: `68.9`, `1,234,567`, `3.200e-7`. */
export function formatValue(
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): string {
  const size = Math.max(Math.abs(min), Math.abs(max))
  if (size !== 0 && (size < 1e-3 || size >= 1e12)) return value.toExponential(3)
  const step = (max - min || size || 1) / 1e4
  const maximumFractionDigits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 0.5)))
  return value.toLocaleString('en', { maximumFractionDigits })
}
