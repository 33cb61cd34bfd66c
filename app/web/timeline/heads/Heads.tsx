/** The left column of a block: who and what each row is, as real controls with names; heads are dragged to reorder. */
import { memo, useMemo, useRef, useState, type ReactElement } from 'react'
import { followPointer } from '../drag.ts'
import type { Block, Row } from '../layout.ts'
import { findDrop, findKin, type Drop } from '../reorder.ts'
import type { RowEdits } from '../rowEdits.ts'
import { clampHeight } from '../rowHeights.ts'
import type { TimelinePlayer } from '../timelinePlayer.ts'
import type { HeadTools } from './HeadFrame.tsx'
import classes from './heads.module.css'
import { LaneHead } from './LaneHead.tsx'
import { PersonHead } from './PersonHead.tsx'
import type { TimelineSignals } from '../signalView.ts'
import { SignalHead } from './SignalHead.tsx'
import { TrackHead } from './TrackHead.tsx'

export interface HeadsProps {
  readonly block: Block
  readonly isPinned: boolean
  /** Keys of all rows in order. */
  readonly order: readonly string[]
  readonly player: TimelinePlayer
  readonly edits: RowEdits
  readonly onMenu: HeadTools['openMenu']
  readonly signals?: TimelineSignals | undefined
}

const GRAB_PX = 5

export const Heads = memo(function Heads(props: HeadsProps): ReactElement {
  const { block, isPinned, order, player, edits, onMenu, signals } = props
  const ref = useRef<HTMLDivElement>(null)
  const [line, setLine] = useState<number>()
  const tools = useMemo<HeadTools>(
    () => ({
      openMenu: onMenu,
      setHeight: (key, px) => edits.setHeight(key, px === undefined ? undefined : clampHeight(px)),
      drag(row, start) {
        const kin = findKin(block, row, isPinned)
        const keys = kin.find(({ top }) => top === row.top)?.keys ?? []
        let drop: Drop | undefined
        let grabbed = false
        followPointer(start, {
          move(event) {
            grabbed ||= Math.abs(event.clientY - start.clientY) > GRAB_PX
            if (!grabbed) return
            drop = findDrop(kin, row, event.clientY - ref.current!.getBoundingClientRect().top)
            setLine(drop?.linePx)
          },
          end(_released, cancelled) {
            setLine(undefined)
            if (grabbed) swallowClick()
            if (drop && !cancelled) edits.move(keys, drop.before, order)
          },
        })
      },
    }),
    [block, isPinned, order, edits, onMenu],
  )
  return (
    <div ref={ref} className={classes.heads}>
      {block.rows.map((row) => (
        <Head key={row.key} row={row} player={player} edits={edits} tools={tools} signals={signals} />
      ))}
      {line !== undefined && <div className={classes.drop} style={{ top: line - 1 }} />}
    </div>
  )
})

const stopClick = (event: Event): void => event.stopPropagation()

/** The click that ends a drag is not one on the head; where none comes, the next frame takes this back. */
function swallowClick(): void {
  window.addEventListener('click', stopClick, { capture: true, once: true })
  requestAnimationFrame(() => window.removeEventListener('click', stopClick, { capture: true }))
}

interface HeadProps {
  readonly row: Row
  readonly player: TimelinePlayer
  readonly edits: RowEdits
  readonly tools: HeadTools
  readonly signals: TimelineSignals | undefined
}

function Head({ row, player, edits, tools, signals }: HeadProps): ReactElement {
  if (row.kind === 'person') return <PersonHead row={row} onFold={edits.fold} {...tools} />
  if (row.kind === 'lane') return <LaneHead row={row} player={player} onUnpin={edits.pin} {...tools} />
  if (row.kind === 'signal') return <SignalHead row={row} player={player} signals={signals} {...tools} />
  return <TrackHead row={row} {...tools} />
}
