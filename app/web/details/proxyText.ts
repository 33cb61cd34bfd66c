/** What the details say of one proxy, and of what is played. Pure. */
import type { RenditionState } from '../../../core/protocol/rendition.ts'
import { RENDITION_LEVELS } from '../../../core/protocol/renditionIndex.ts'
import type { TileHealth } from '../playback/player.types.ts'
import { describePlayed } from '../playback/syncWords.ts'
import { formatBytes } from '../widgets/quantities.ts'

export interface ProxyText {
  /** `320 × 180`: its picture where it is there, else the box it will fit. */
  readonly name: string
  readonly what: string
  readonly more: string
  /** What a press does; absent: there is nothing to do. */
  readonly offer?: 'Make it' | 'Try again'
}

export function describeProxy(state: RenditionState, originalBytes: number): ProxyText {
  const { longPx, shortPx } = RENDITION_LEVELS[state.level]
  const name = `${state.widthPx ?? longPx} × ${state.heightPx ?? shortPx}`
  switch (state.state) {
    case 'ready':
      return {
        name,
        what: state.sizeBytes === null ? 'made' : formatBytes(state.sizeBytes),
        more: state.sizeBytes === null ? '' : describeShare(state.sizeBytes / originalBytes),
      }
    case 'making':
      return { name, what: 'being made', more: `${Math.round((state.share ?? 0) * 100)} %` }
    case 'waiting':
      return { name, what: 'waiting', more: 'others are made first' }
    case 'none':
      return { name, what: 'not made', more: 'no tile has needed it', offer: 'Make it' }
    case 'failed': {
      const again = state.retryInS === null ? '' : ' (tried again by itself)'
      return {
        name,
        what: 'not made:',
        more: `${state.message ?? 'unknown why'}${again}`,
        offer: 'Try again',
      }
    }
  }
}

/** `6 % of the original`; a small original's proxy may be larger than it. */
function describeShare(share: number): string {
  if (!Number.isFinite(share)) return ''
  if (share >= 2) return `${share.toFixed(1)} times the original`
  return `${share < 0.01 ? 'less than 1' : Math.round(share * 100)} % of the original`
}

/** Of the tile that shows it now; undefined: none does. */
export function describePlaysNow(tile: Pick<TileHealth, 'state' | 'plays'> | undefined): string {
  if (!tile) return 'not on screen now'
  if (tile.state === 'failed') return 'cannot be shown'
  return tile.plays === undefined ? 'not open yet' : `the ${describePlayed(tile.plays)}`
}
