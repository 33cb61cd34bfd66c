/** The one owner of the log's scrolling: where it is, what it shows, and getting it elsewhere. */
import { useCallback, useRef, useState, type RefObject } from 'react'
import { afterScroll, type RowSpace, type ScrollState } from './rowWindow.ts'

export interface RowScroll {
  readonly state: ScrollState
  /** As `state`, read at the moment of the call. */
  readonly now: () => ScrollState
  readonly scrollTo: (next: ScrollState) => void
  readonly onScroll: () => void
}

export function useRowScroll(box: RefObject<HTMLElement | null>, space: RowSpace): RowScroll {
  const [state, setState] = useState<ScrollState>({ scrollTop: 0, shift: 0 })
  const last = useRef(state)
  const set = useCallback((next: ScrollState) => {
    if (next.scrollTop === last.current.scrollTop && next.shift === last.current.shift) return
    last.current = next
    setState(next)
  }, [])
  const scrollTo = useCallback(
    (next: ScrollState) => {
      set(next)
      box.current?.scrollTo({ top: next.scrollTop, behavior: 'instant' })
    },
    [box, set],
  )
  const onScroll = (): void => {
    if (box.current) set(afterScroll(space, last.current, box.current.scrollTop))
  }
  return { state, now: () => last.current, scrollTo, onScroll }
}
