/** The rows that show, and a little more above and below, so that scrolling repaints only now and then. */
import { useCallback, useLayoutEffect, useState, type ReactElement, type RefObject } from 'react'
import { findVisibleRows, type Layout } from './layout.ts'
import { PaintedCanvas, type CanvasSize } from './PaintedCanvas.tsx'
import { paintRows } from './paint/lanes.ts'
import type { Scene } from './paint/scene.ts'
import classes from './timeline.module.css'
import { useElementSize } from './useElementSize.ts'

export interface LanesCanvasProps {
  readonly scene: Omit<Scene, 'pixelRatio'>
  readonly layout: Layout
  readonly scroller: RefObject<HTMLDivElement | null>
}

const STEP_PX = 128

/** Returns the top of the painted part for a scroll position: a step above it, on a grid of steps. */
export const findPaintedTop = (scrollTop: number): number =>
  Math.max(0, (Math.floor(scrollTop / STEP_PX) - 1) * STEP_PX)

export function LanesCanvas({ scene, layout, scroller }: LanesCanvasProps): ReactElement {
  const { height } = useElementSize(scroller)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const element = scroller.current!
    const update = (): void => setTop(findPaintedTop(element.scrollTop))
    update()
    element.addEventListener('scroll', update, { passive: true })
    return () => element.removeEventListener('scroll', update)
  }, [scroller])
  const paint = useCallback(
    (context: CanvasRenderingContext2D, { heightPx, pixelRatio }: CanvasSize) =>
      paintRows(context, { ...scene, pixelRatio }, findVisibleRows(layout, top, heightPx), top),
    [scene, layout, top],
  )
  const heightPx = Math.max(1, Math.min(layout.heightPx - top, height + 3 * STEP_PX))
  return (
    <div className={classes.painted} style={{ top }}>
      <PaintedCanvas
        paint={paint}
        widthPx={scene.scale.widthPx}
        heightPx={heightPx}
        label="Lanes: recordings, waveforms, gaps and events of each person"
      />
    </div>
  )
}
