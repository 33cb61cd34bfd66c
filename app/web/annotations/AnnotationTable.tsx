/**
 * The rows, virtual: they follow the playhead until a person scrolls. A click or Enter goes there and unfolds what can
 * be changed; up and down go from one to the next.
 */
import { Button } from '@mantine/core'
import { IconArrowBarToDown } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import type { Annotation, AnnotationSet } from '../../../core/protocol/review.ts'
import { colorsOf } from '../theme/people.ts'
import { AnnotationRow } from './AnnotationRow.tsx'
import classes from './annotations.module.css'
import { chooseMark, type Desk } from './marking.ts'
import type { Unsent } from './unsent.ts'
import { useMarkAt } from './useMarkAt.ts'
import { subjectOf } from './writes.ts'

const ROW_PX = 27
/** A list lower than this has no room for an unfolded row and others. */
const LOW_PX = 240

interface AnnotationTableProps {
  readonly desk: Desk
  readonly set: AnnotationSet
  readonly shown: readonly Annotation[]
  readonly unsent: Unsent
}

export function AnnotationTable({ desk, set, shown, unsent }: AnnotationTableProps) {
  const { session, player, store } = desk
  const scroll = useRef<HTMLDivElement>(null)
  const chosen = useStore(store, (state) => state.annotation)
  const [follows, setFollows] = useState(true)
  const [wantsFocus, setWantsFocus] = useState<string>()
  const position = useMarkAt(player, shown)
  const color = useMemo(() => colorsOf(session.people), [session.people])
  const unsaved = useMemo(() => new Set(unsent.writes.map(subjectOf)), [unsent.writes])
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    getItemKey: (at) => shown[at]!.annotationId,
    overscan: 10,
  })
  const chosenAt = useMemo(
    () => (chosen === undefined ? -1 : shown.findIndex((one) => one.annotationId === chosen)),
    [shown, chosen],
  )

  useEffect(() => {
    if (follows) virtual.scrollToIndex(Math.max(0, position), { align: 'auto' })
  }, [follows, position, virtual])
  useEffect(() => {
    if (chosenAt < 0) return
    const isLow = (scroll.current?.clientHeight ?? 0) < LOW_PX
    virtual.scrollToIndex(chosenAt, { align: isLow ? 'start' : 'auto' })
  }, [chosen, chosenAt, virtual])

  const yieldToPerson = (): void => setFollows(false)
  const moveChoice = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    if (event.shiftKey || !(event.target instanceof Element) || !event.target.closest('[data-choose]')) return
    const id = event.target.closest<HTMLElement>('[data-annotation]')?.dataset['annotation']
    const at = shown.findIndex((one) => one.annotationId === id)
    const next = shown[at + (event.key === 'ArrowDown' ? 1 : -1)]
    event.preventDefault()
    if (!next) return
    setWantsFocus(next.annotationId)
    chooseMark(desk, next)
  }

  return (
    <div className={classes.tableBox}>
      <div
        ref={scroll}
        className={classes.rows}
        role="list"
        aria-label="Annotations"
        tabIndex={0}
        onWheel={yieldToPerson}
        onTouchMove={yieldToPerson}
        onPointerDown={(event) => {
          if (event.target === event.currentTarget) yieldToPerson()
        }}
        onKeyDown={moveChoice}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const annotation = shown[item.index]!
            const tier = set.tiers.find((one) => one.tierId === annotation.tierId)
            return (
              <AnnotationRow
                key={item.key}
                desk={desk}
                set={set}
                annotation={annotation}
                tier={tier}
                color={tier?.identity == null ? 'var(--muted)' : color(tier.identity)}
                index={item.index}
                top={item.start}
                measure={virtual.measureElement}
                isNow={item.index === position}
                isChosen={item.index === chosenAt}
                isUnsaved={unsaved.has(annotation.annotationId)}
                takesFocus={wantsFocus === annotation.annotationId}
                onFocused={() => setWantsFocus(undefined)}
              />
            )
          })}
        </div>
      </div>
      {!follows && (
        <Button
          className={classes.follow}
          leftSection={<IconArrowBarToDown size={14} />}
          onClick={() => setFollows(true)}
        >
          Follow the playhead
        </Button>
      )}
    </div>
  )
}
