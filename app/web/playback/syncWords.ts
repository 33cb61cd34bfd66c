/** The words of the sync reading: frames, what is played, how often it is drawn. */
import type { QualityLevel, TileHealth } from './player.types.ts'

const LEVELS: Readonly<Record<QualityLevel, string>> = {
  0: 'full quality',
  1: 'coarser scaling',
  2: 'every 2nd picture',
  3: 'smaller proxies',
  4: 'every 4th picture',
}

export const describeLevel = (level: QualityLevel): string => LEVELS[level]

export const framesOf = (count: number): string => `${count} frame${Math.abs(count) === 1 ? '' : 's'}`

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
