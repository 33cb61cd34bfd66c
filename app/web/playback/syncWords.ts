/** The words of the sync reading: frames, what is played, how often it is drawn. */
import type { QualityLevel, SyncSummary, TileHealth } from './player.types.ts'

const LEVELS: Readonly<Record<QualityLevel, string>> = {
  0: 'full quality',
  1: 'coarser scaling',
  2: 'every 2nd picture',
  3: 'smaller proxies',
  4: 'every 4th picture',
}

export const describeLevel = (level: QualityLevel): string => LEVELS[level]

export const framesOf = (count: number): string => `${count} frame${Math.abs(count) === 1 ? '' : 's'}`

export interface SyncWords {
  readonly tone: 'good' | 'warn' | 'bad' | 'none'
  /** What there is always room for, and the rest. */
  readonly what: string
  readonly more: string
}

/** Of the chip; `by` says at which quality it plays. Tiles that cannot be shown come first: no error is counted of them. */
export function describeSync(summary: SyncSummary, level: QualityLevel, by: string): SyncWords {
  const { tiles, failed, worstFrames, samples } = summary
  const p95 = samples > 0 ? summary.p95Frames : 0
  const now = worstFrames === undefined ? 'not measured' : framesOf(worstFrames)
  const parts = [now, ...(samples > 0 ? [`p95 ${p95}`] : []), by]
  if (failed > 0) {
    const what = `${failed} of ${tiles} failed`
    if (failed === tiles) return { tone: 'bad', what, more: '' }
    return { tone: p95 > 1 ? 'bad' : 'warn', what, more: ` · ${parts.join(' · ')}` }
  }
  const hasNone = worstFrames === undefined && p95 === 0
  const tone = hasNone ? 'none' : p95 > 1 ? 'bad' : p95 > 0 || level > 0 ? 'warn' : 'good'
  return { tone, what: now, more: ` · ${parts.slice(1).join(' · ')}` }
}

/** `16 tiles, 3 cannot be shown`. */
export function describeShown({ tiles, failed }: Pick<SyncSummary, 'tiles' | 'failed'>): string {
  const all = `${tiles} tile${tiles === 1 ? '' : 's'}`
  if (failed === 0) return all
  return `${all}, ${failed === tiles ? 'none can' : `${failed} cannot`} be shown`
}

/** `exact`, `+1 frame`, `−3 frames`, or why there is no number. */
export function describeTile({ state, errorFrames }: Pick<TileHealth, 'state' | 'errorFrames'>): string {
  if (state === 'gap') return 'not recorded'
  if (state === 'failed') return 'cannot be shown'
  if (errorFrames === undefined) return 'loading'
  if (errorFrames === 0) return 'exact'
  return errorFrames < 0 ? `−${framesOf(-errorFrames)}` : `+${framesOf(errorFrames)}`
}

/** The recording itself, or its proxy by the height of its picture. */
export function describePlayed(plays: TileHealth['plays']): string {
  if (plays === undefined) return '–'
  return plays === 'original' ? 'original' : `proxy ${plays}p`
}

/** Pictures decoded ahead, and packets in the decoder. */
export const describeQueue = ({ ahead, inFlight }: Pick<TileHealth, 'ahead' | 'inFlight'>): string =>
  ahead === undefined ? '–' : `${ahead} + ${inFlight ?? 0}`
