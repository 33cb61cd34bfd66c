/** What stands where a tile has no picture: loading, late, failed, not recorded, withheld – each its own look. */
import { IconLock, IconPhotoX } from '@tabler/icons-react'
import type { GapView } from '../../../core/protocol/index.ts'
import { useStore } from 'zustand'
import { formatWallDate } from '../../../core/time/zone.ts'
import { useZone } from '../settings/useZone.ts'
import { describeGap } from './gapText.ts'
import type { LaneContext } from './laneActions.ts'
import type { TileReading } from './player.types.ts'
import classes from './tile.module.css'
import type { StageTile } from './stageTiles.ts'

interface TileCardProps {
  /** Undefined where the tile is a figure without a picture. */
  readonly view: TileReading | undefined
  readonly tile: StageTile
  readonly context: LaneContext
}

export function TileCard({ view, tile, context }: TileCardProps) {
  const person = context.session.people.find(({ identity }) => identity === tile.lane.identity)
  if (person?.withheld) return <WithheldCard tile={tile} withheld={person.withheld} context={context} />
  if (!view) return null
  if (view.state === 'failed') {
    return (
      <div className={classes.card} data-kind="failed" role="status">
        <IconPhotoX size={20} stroke={1.5} aria-hidden />
        <b>{tile.title} cannot be shown</b>
        <span>{view.message}</span>
      </div>
    )
  }
  if (view.state === 'loading') {
    return (
      <div className={classes.card} data-kind="loading" role="status">
        <span className={classes.waiting} />
        <span>Loading {tile.title}</span>
      </div>
    )
  }
  if (view.state === 'late') return <span className={classes.late}>catching up …</span>
  return view.state === 'gap' && view.gap ? <GapCard gap={view.gap} tile={tile} context={context} /> : null
}

interface GapCardProps {
  readonly gap: GapView
  readonly tile: StageTile
  readonly context: LaneContext
}

function GapCard({ gap, tile, context }: GapCardProps) {
  const { session, player, store } = context
  const zone = useZone(session.zone)
  const hasSegment = useStore(store, (state) => state.segment !== undefined)
  const { title, detail, returnsAtUs } = describeGap(gap, tile.lane, tile.name, {
    epochWallUs: session.epochWallUs,
    zone,
  })
  return (
    <div className={classes.card} data-kind={gap.reason} role="status">
      <b>{title}</b>
      <span>{detail}</span>
      {returnsAtUs !== undefined && (
        <button type="button" className={classes.jump} onClick={() => player.seek(returnsAtUs)}>
          {!hasSegment && <kbd>]</kbd>}
          jump to the {gap.reason === 'not_joined' ? 'beginning' : 'return'}
        </button>
      )}
    </div>
  )
}

interface WithheldCardProps {
  readonly tile: StageTile
  readonly withheld: { readonly reason: string; readonly author: string; readonly createdWallUs: number }
  readonly context: LaneContext
}

function WithheldCard({ tile, withheld, context }: WithheldCardProps) {
  const zone = useZone(context.session.zone)
  return (
    <div className={classes.card} data-kind="withheld" role="status">
      <IconLock size={18} stroke={1.6} aria-hidden />
      <b>{tile.title} is withheld</b>
      <span>{withheld.reason}</span>
      <span className={classes.by}>
        by {withheld.author}, {formatWallDate(withheld.createdWallUs, zone)}
      </span>
    </div>
  )
}
