/** The moments of a result one under another, and which one is open. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { formatTime } from '../../../core/time/index.ts'
import { useSessions } from '../api/queries.ts'
import type { Moment } from './moments.ts'
import { findOpen, openMoment, playlistStore, stepFrom } from './playlist.ts'
import classes from './query.module.css'
import { useMomentTarget } from './useMomentTarget.ts'

interface MomentListProps {
  readonly moments: readonly Moment[]
  readonly sessionId: string | undefined
}

const ROW_PX = 32

export function MomentList({ moments, sessionId }: MomentListProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const at = useStore(playlistStore, (playlist) => findOpen(playlist, moments))
  const target = useMomentTarget()
  const sessions = useSessions().data
  const names = useMemo(
    () => new Map(sessions?.map((session) => [session.sessionId, session.roomName])),
    [sessions],
  )
  const virtual = useVirtualizer({
    count: moments.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at)
  }, [virtual, at])
  const next = stepFrom({ moments, at }, 1)
  const previous = stepFrom({ moments, at }, -1)
  const open = (index: number | undefined): void => {
    if (index !== undefined) openMoment(moments, index, target)
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    event.stopPropagation()
    open(event.key === 'ArrowDown' ? next : previous)
  }
  return (
    <div
      ref={scroll}
      className={classes.moments}
      tabIndex={0}
      role="group"
      aria-label="Moments: arrows go from one to the next"
      onKeyDown={press}
    >
      <div style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const moment = moments[index]!
          return (
            <button
              key={index}
              type="button"
              aria-current={index === at || undefined}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => open(index)}
            >
              <b>{formatTime(moment.tUs!)}</b>
              {moment.endUs !== undefined && (
                <span className="muted">{((moment.endUs - moment.tUs!) / 1e6).toFixed(1)} s</span>
              )}
              {sessionId === undefined && (
                <span className="muted">{names.get(moment.sessionId) ?? moment.sessionId}</span>
              )}
              <span className="cut">{moment.label}</span>
            </button>
          )
        })}
      </div>
    </div>
  )
}
