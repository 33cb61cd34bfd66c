/** One tile: the lane's picture, whose it is, how exact it is and may be trusted; or why there is no picture. */
import { lazy, memo, Suspense, useEffect, useRef, type CSSProperties, type PointerEvent } from 'react'
import { IconDotsVertical, IconPin } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { personColor } from '../theme/people.ts'
import { formatSigma } from '../timeline/sync.ts'
import { ErrorBadge } from './ErrorBadge.tsx'
import type { LaneContext } from './laneActions.ts'
import { isHeard } from './mix.ts'
import { soundLanesOf } from './laneSound.ts'
import type { Player } from './player.types.ts'
import { SourceIcon } from './SourceIcon.tsx'
import type { StageSheet } from './stageSheet.ts'
import classes from './tile.module.css'
import { initialsOf, type StageTile } from './stageTiles.ts'
import { TileCard } from './TileCard.tsx'
import type { Rect } from './tileLayout.ts'
import type { MenuAt } from './TileMenu.tsx'
import { useSpeaking } from './useSpeaking.ts'
import { useTileView } from './useTileView.ts'

const FocusVideo = lazy(async () => ({ default: (await import('./FocusVideo.tsx')).FocusVideo }))

interface TileProps {
  readonly at: number
  readonly tile: StageTile
  readonly context: LaneContext
  readonly sheet: StageSheet
  readonly rect: Rect
  readonly isLarge: boolean
  readonly isPinned: boolean
  /** How far it is dragged, px. */
  readonly dragX: number | undefined
  readonly dragY: number | undefined
  /** Where a tile dragged over this one would go. */
  readonly drop: 'before' | 'after' | 'onto' | undefined
  readonly onPress: (at: number, event: PointerEvent) => void
  readonly onFocus: (laneId: string) => void
  readonly onMenu: (menu: MenuAt) => void
}

export const Tile = memo(function Tile(props: TileProps) {
  const { at, tile, rect, context, sheet, isLarge, isPinned, drop, onPress, onFocus, onMenu } = props
  const { session, player, stage } = context
  const { id, title, lane } = tile
  const root = useRef<HTMLDivElement>(null)
  const view = useTileView(player, id)
  useSpeaking(player, {
    laneId: lane.source === 'screen_share' ? '' : id,
    ref: root,
    hasLevel: !tile.hasPicture,
  })
  const sounds = soundLanesOf(session, lane)
  const isSilenced = useStore(player.state, ({ lanes }) => sounds.length > 0 && !isHeard(lanes, sounds))
  const recording = lane.recordings.find(({ recordingId }) => recordingId === view?.recordingId)
  const isRough = recording?.placement?.grade === 'C' && view?.state !== 'gap'
  const rough = isRough ? recording.placement?.sigmaUs : undefined
  const isWithheld = session.people.some((who) => who.identity === lane.identity && who.withheld)
  const isDragged = props.dragX !== undefined
  const style: CSSProperties & Record<'--person', string> = {
    ...rect,
    '--person': personColor(tile.person),
    ...(isDragged ? { translate: `${props.dragX}px ${props.dragY}px` } : {}),
  }
  const hover = (laneId: string | undefined) => (): void => stage.setState({ hover: laneId })
  return (
    <div
      ref={root}
      className={classes.tile}
      style={style}
      role="group"
      aria-label={title}
      data-lane={id}
      data-state={tile.hasPicture ? view?.state : 'figure'}
      data-small={rect.width < 200 || rect.height < 110}
      data-focused={isLarge}
      data-dragged={isDragged || undefined}
      data-drop={drop}
      onPointerDown={(event) => onPress(at, event)}
      onPointerEnter={hover(id)}
      onPointerLeave={hover(undefined)}
      onFocus={hover(id)}
      onBlur={hover(undefined)}
      onDoubleClick={(event) => {
        if (!(event.target as Element).closest('button')) onFocus(id)
      }}
      onContextMenu={(event) => {
        event.preventDefault()
        onMenu({ lane, title, x: event.clientX, y: event.clientY })
      }}
    >
      {tile.hasPicture ? (
        <TilePicture tile={tile} player={player} sheet={sheet} isLarge={isLarge} isDragged={isDragged} />
      ) : (
        <div className={classes.figure} aria-hidden>
          <span>{initialsOf(tile.name)}</span>
        </div>
      )}
      <TileCard view={tile.hasPicture ? view : undefined} tile={tile} context={context} />
      <span className={classes.name}>
        <i />
        <span className="cut">{title}</span>
        <SourceIcon
          source={sounds.length > 0 && lane.source === 'camera' ? 'microphone' : lane.source}
          muted={isSilenced}
        />
        {isPinned && <IconPin size={12} stroke={1.8} role="img" aria-label="pinned" />}
      </span>
      <span className={classes.badges}>
        {rough !== undefined && (
          <span className={classes.badge} data-grade="C" title="Placed from weak evidence alone">
            C<span className={classes.unit}> {formatSigma(rough)}</span>
          </span>
        )}
        {tile.hasPicture && view && !isWithheld && <ErrorBadge view={view} />}
      </span>
      <button
        type="button"
        className={classes.more}
        aria-label={`More for ${title}`}
        aria-haspopup="menu"
        title="More (also a right click)"
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect()
          onMenu({ lane, title, x: left, y: bottom + 4 })
        }}
      >
        <IconDotsVertical size={14} stroke={1.8} aria-hidden />
      </button>
    </div>
  )
})

interface TilePictureProps {
  readonly tile: StageTile
  readonly player: Player
  readonly sheet: StageSheet
  readonly isLarge: boolean
  readonly isDragged: boolean
}

/**
 * Its spot of the sheet, in which a `<video>` may stand; a canvas of its own beside it while it is carried over other
 * tiles.
 */
function TilePicture({ tile, player, sheet, isLarge, isDragged }: TilePictureProps) {
  const spot = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const engine = useStore(player.state, (state) => state.engine)
  useEffect(
    () => player.attachTile(tile.id, { element: spot.current!, sheet, name: tile.id }),
    [player, tile.id, sheet],
  )
  useEffect(
    () => (isDragged ? player.attachTile(tile.id, canvas.current!) : undefined),
    [player, tile.id, isDragged],
  )
  return (
    <>
      <div
        ref={spot}
        className={classes.picture}
        data-tile={tile.id}
        role="img"
        aria-label={`${tile.name}, picture`}
      />
      {isDragged && <canvas ref={canvas} className={classes.carried} width={0} height={0} />}
      {isLarge && engine === 'video' && (
        <Suspense fallback={null}>
          <FocusVideo player={player} laneId={tile.id} host={spot} />
        </Suspense>
      )}
    </>
  )
}
