/** One tile: the lane's canvas, whose it is, how exact it is; or why there is no picture. */
import { formatTime } from '../../../core/time/index.ts'
import { useEffect, useRef, type CSSProperties } from 'react'
import { personColor } from '../theme/people.ts'
import { describeGap } from './gapText.ts'
import type { Player, TileReading } from './player.types.ts'
import { SourceIcon } from './SourceIcon.tsx'
import classes from './stage.module.css'
import { initialsOf, type StageTile } from './stageTiles.ts'
import type { Rect } from './tileLayout.ts'
import { useSpeaking } from './useSpeaking.ts'
import { useTileView } from './useTileView.ts'

interface TileProps {
  readonly tile: StageTile
  readonly player: Player
  readonly rect: Rect
  readonly epochWallUs: number
  readonly isFocused: boolean
  readonly onFocus: () => void
}

export function Tile({ tile, player, rect, epochWallUs, isFocused, onFocus }: TileProps) {
  const view = useTileView(player, tile.id)
  const { isSpeaking, level } = useSpeaking(player, tile.id)
  const title = tile.lane.source === 'screen_share' ? `Screen · ${tile.name}` : tile.name
  const style: CSSProperties & Record<'--person' | '--level', string> = {
    ...rect,
    '--person': personColor(tile.person),
    '--level': String(level),
  }
  return (
    <div
      className={classes.tile}
      style={style}
      role="group"
      aria-label={title}
      data-lane={tile.id}
      data-state={tile.hasPicture ? view?.state : 'figure'}
      data-speaks={isSpeaking && tile.lane.source !== 'screen_share'}
      data-small={rect.width < 200 || rect.height < 110}
      data-focused={isFocused}
      onDoubleClick={onFocus}
    >
      {tile.hasPicture ? (
        <TileCanvas tile={tile} player={player} />
      ) : (
        <div className={classes.figure} aria-hidden>
          <span>{initialsOf(tile.name)}</span>
        </div>
      )}
      {tile.hasPicture && view && (
        <TileCard view={view} tile={tile} epochWallUs={epochWallUs} onJump={(t) => player.seek(t)} />
      )}
      <span className={classes.name}>
        <i />
        <span className="cut">{title}</span>
        <SourceIcon source={tile.lane.source === 'camera' ? 'camera' : tile.lane.source} />
      </span>
      {tile.hasPicture && view && <ErrorBadge view={view} />}
    </div>
  )
}

function TileCanvas({ tile, player }: Pick<TileProps, 'tile' | 'player'>) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => player.attachTile(tile.id, canvas.current!), [player, tile.id])
  return (
    <canvas
      ref={canvas}
      className={classes.canvas}
      data-tile={tile.id}
      aria-label={`${tile.name}, picture`}
    />
  )
}

function ErrorBadge({ view }: { readonly view: TileReading }) {
  const { errorFrames, preview, state } = view
  if (state === 'gap' || state === 'failed' || errorFrames === undefined) return null
  if (preview) {
    return (
      <span className={classes.badge} title="The nearest key frame; the exact one follows when you rest">
        preview
      </span>
    )
  }
  const size = Math.abs(errorFrames)
  const shift = size === 0 ? '0' : `${errorFrames < 0 ? '−' : '+'}${size}`
  const unit = size === 0 ? '' : size === 1 ? ' frame' : ' frames'
  const label =
    size === 0 ? 'Shows exactly the frame of this moment' : `${shift}${unit} from the frame of this moment`
  return (
    <span className={classes.badge} data-off={size > 0} title={label}>
      {shift}
      <span className={classes.unit}>{unit}</span>
    </span>
  )
}

interface TileCardProps {
  readonly view: TileReading
  readonly tile: StageTile
  readonly epochWallUs: number
  readonly onJump: (t: number) => void
}

function TileCard({ view, tile, epochWallUs, onJump }: TileCardProps) {
  if (view.state === 'failed') {
    return (
      <div className={classes.card} data-kind="failed" role="status">
        <b>{tile.name} cannot be shown</b>
        <span>{view.message}</span>
      </div>
    )
  }
  if (view.state === 'loading') {
    return (
      <div className={classes.card} data-kind="loading" role="status">
        <span className={classes.waiting} />
        <span>Loading {tile.name}</span>
      </div>
    )
  }
  if (view.state !== 'gap' || !view.gap) return null
  const { title, detail, returnsAtUs } = describeGap(view.gap, tile.lane, tile.name, epochWallUs)
  return (
    <div className={classes.card} data-kind={view.gap.reason} role="status">
      <b>{title}</b>
      <span>{detail}</span>
      {returnsAtUs !== undefined && (
        <button type="button" className={classes.jump} onClick={() => onJump(returnsAtUs)}>
          go to {formatTime(returnsAtUs, 0)}
        </button>
      )}
    </div>
  )
}
