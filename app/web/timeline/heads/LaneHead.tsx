/** A lane's head: its source, and what makes it heard. */
import { IconPin } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { LaneIcon } from '../icons.tsx'
import type { LaneRow } from '../layout.ts'
import { personVariable } from '../palette.ts'
import { formatSource } from '../source.ts'
import { NO_MIX, type TimelinePlayer } from '../timelinePlayer.ts'
import { useKeyHint } from '../useKeyHint.ts'
import { HeadFrame, type HeadTools } from './HeadFrame.tsx'
import classes from './heads.module.css'
import { SyncBadge } from './SyncBadge.tsx'

interface LaneHeadProps extends HeadTools {
  readonly row: LaneRow
  readonly player: TimelinePlayer
  readonly onUnpin: (key: string) => void
}

export function LaneHead({ row, player, onUnpin, ...tools }: LaneHeadProps): ReactElement {
  const { lane, name, pinned } = row
  const mix = useStore(player.state, (state) => state.lanes[lane.laneId]) ?? NO_MIX
  const what = `${name} ${formatSource(lane.source)}`
  const muteHint = useKeyHint('lane.mute', 'Mute')
  const soloHint = useKeyHint('lane.solo', 'Solo')
  const unpinHint = useKeyHint('lane.pin', 'Unpin')
  const tail = (
    <>
      {row.wearsGrade && <SyncBadge sync={row.sync} />}
      {lane.kind === 'audio' && (
        <span className={classes.mix}>
          <button
            type="button"
            aria-pressed={mix.muted}
            aria-label={`Mute ${what}`}
            title={muteHint}
            onClick={() => player.setLane(lane.laneId, { muted: !mix.muted })}
          >
            M
          </button>
          <button
            type="button"
            aria-pressed={mix.solo}
            aria-label={`Solo ${what}`}
            title={soloHint}
            onClick={() => player.setLane(lane.laneId, { solo: !mix.solo })}
          >
            S
          </button>
        </span>
      )}
    </>
  )
  return (
    <HeadFrame
      {...tools}
      row={row}
      name={what}
      className={classes.lane}
      attributes={{ 'data-muted': mix.muted || undefined, 'data-lane': lane.laneId }}
      tail={tail}
    >
      {pinned && <i className={classes.bar} style={{ background: personVariable(row.person) }} />}
      <LaneIcon lane={lane} />
      <span className={classes.name} title={what}>
        {pinned ? name : formatSource(lane.source)}
      </span>
      {pinned && (
        <button
          type="button"
          className={classes.pin}
          aria-label={`Unpin ${what}`}
          title={unpinHint}
          onClick={() => onUnpin(row.key)}
        >
          <IconPin size={12} stroke={1.8} aria-hidden />
        </button>
      )}
    </HeadFrame>
  )
}
