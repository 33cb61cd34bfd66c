/** Which part of the rows is painted: what shows and a little more, so that scrolling repaints only now and then. */
import { useLayoutEffect, useState, type RefObject } from 'react'
import { useElementSize } from './useElementSize.ts'

export interface PaintedPart {
  /** From the top of the rows. */
  readonly topPx: number
  readonly heightPx: number
}

const STEP_PX = 32

/** Returns the painted part for a scroll position: from a step above it, on a grid of steps, to past what shows. */
export function findPaintedPart(scrollTop: number, shownPx: number, contentPx: number): PaintedPart {
  const topPx = Math.max(0, (Math.floor(scrollTop / STEP_PX) - 1) * STEP_PX)
  return { topPx, heightPx: Math.max(1, Math.min(contentPx - topPx, shownPx + 3 * STEP_PX)) }
}

/** Keeps the painted part of a scrolling element up to date. */
export function usePaintedPart(scroller: RefObject<HTMLElement | null>, contentPx: number): PaintedPart {
  const { height } = useElementSize(scroller)
  const [step, setStep] = useState(0)
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const update = (): void => setStep(Math.floor(element.scrollTop / STEP_PX))
    update()
    element.addEventListener('scroll', update, { passive: true })
    return () => element.removeEventListener('scroll', update)
  }, [scroller])
  return findPaintedPart(step * STEP_PX, height, contentPx)
}
