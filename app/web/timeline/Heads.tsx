/** The left column: who and what each row is, as real controls with names. */
import { IconChevronDown, IconChevronRight, IconDots, IconList } from '@tabler/icons-react'
import { memo, type MouseEvent, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { LaneIcon } from './icons.tsx'
import type { EventsRow, LaneRow, Layout, PersonRow } from './layout.ts'
import { formatSource } from './source.ts'
import { formatSync, type Sync } from './sync.ts'
import classes from './timeline.module.css'
import { NO_MIX, type TimelinePlayer } from './timelinePlayer.ts'

export interface HeadsProps {
  readonly layout: Layout
  readonly player: TimelinePlayer
  readonly onCollapse: (identity: string) => void
  readonly onMenu: (row: LaneRow, at: { x: number; y: number }) => void
}

function Badge({ sync }: { sync: Sync }): ReactElement | null {
  const text = formatSync(sync)
  if (!text) return null
  const title = sync.grade
    ? `Placed with grade ${sync.grade}, one standard deviation ${text.slice(2)}`
    : 'Not placed'
  return (
    <span className={classes.badge} data-grade={sync.grade ?? 'none'} title={title}>
      {text}
    </span>
  )
}

const colour = (person: number | undefined): string =>
  person === undefined ? 'var(--muted)' : `var(--person-${person % 8})`

function PersonHead({
  row,
  onCollapse,
}: {
  row: PersonRow
  onCollapse: HeadsProps['onCollapse']
}): ReactElement {
  const Chevron = row.collapsed ? IconChevronRight : IconChevronDown
  return (
    <button
      type="button"
      className={classes.person}
      style={{ height: row.height }}
      aria-expanded={!row.collapsed}
      title={row.collapsed ? `Show the lanes of ${row.name}` : `Hide the lanes of ${row.name}`}
      onClick={() => onCollapse(row.identity)}
    >
      <i style={{ background: colour(row.person) }} />
      <span className={classes.name}>{row.name}</span>
      <Chevron className={classes.chevron} size={12} stroke={2} aria-hidden />
      <Badge sync={row.sync} />
    </button>
  )
}

function LaneHead({
  row,
  player,
  onMenu,
}: {
  row: LaneRow
  player: TimelinePlayer
  onMenu: HeadsProps['onMenu']
}): ReactElement {
  const { lane, name } = row
  const mix = useStore(player.state, (state) => state.lanes[lane.laneId]) ?? NO_MIX
  const what = `${name} ${formatSource(lane.source)}`
  const openBelow = (event: MouseEvent<HTMLElement>): void => {
    const { left, bottom } = event.currentTarget.getBoundingClientRect()
    onMenu(row, { x: left, y: bottom + 2 })
  }
  return (
    <div
      className={classes.lane}
      style={{ height: row.height }}
      data-muted={mix.muted || undefined}
      data-lane={lane.laneId}
      onContextMenu={(event) => {
        event.preventDefault()
        onMenu(row, { x: event.clientX, y: event.clientY })
      }}
    >
      <LaneIcon lane={lane} />
      <span className={classes.name}>{formatSource(lane.source)}</span>
      <button
        type="button"
        className={classes.more}
        aria-label={`More for ${what}`}
        title="More"
        onClick={openBelow}
      >
        <IconDots size={14} stroke={1.8} aria-hidden />
      </button>
      {row.wearsGrade && <Badge sync={row.sync} />}
      {lane.kind === 'audio' && (
        <span className={classes.mix}>
          <button
            type="button"
            aria-pressed={mix.muted}
            aria-label={`Mute ${what}`}
            title="Mute"
            onClick={() => player.setLane(lane.laneId, { muted: !mix.muted })}
          >
            M
          </button>
          <button
            type="button"
            aria-pressed={mix.solo}
            aria-label={`Solo ${what}`}
            title="Solo"
            onClick={() => player.setLane(lane.laneId, { solo: !mix.solo })}
          >
            S
          </button>
        </span>
      )}
    </div>
  )
}

const EventsHead = ({ row }: { row: EventsRow }): ReactElement => (
  <div className={classes.lane} style={{ height: row.height }}>
    <IconList size={14} stroke={1.6} aria-hidden />
    <span className={classes.name}>events</span>
    <span className={classes.count}>{row.count.toLocaleString('en')}</span>
  </div>
)

export const Heads = memo(function Heads({ layout, player, onCollapse, onMenu }: HeadsProps): ReactElement {
  return (
    <div className={classes.heads}>
      {layout.rows.map((row) => {
        if (row.kind === 'person') return <PersonHead key={row.key} row={row} onCollapse={onCollapse} />
        if (row.kind === 'lane') return <LaneHead key={row.key} row={row} player={player} onMenu={onMenu} />
        return <EventsHead key={row.key} row={row} />
      })}
    </div>
  )
})
