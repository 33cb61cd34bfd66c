/** The whole session in a strip, with a window on what the lanes show: drag it, drag its edges, click to go there. */
import { useCallback, useMemo, type PointerEvent as ReactPointerEvent, type ReactElement } from 'react'
import { formatTime, type Span } from '../../../core/time/index.ts'
import { followPointer } from './drag.ts'
import { HEIGHT, type Layout, type PersonRow } from './layout.ts'
import { PaintedCanvas } from './PaintedCanvas.tsx'
import { paintOverview } from './paint/overview.ts'
import type { Palette } from './palette.ts'
import classes from './timeline.module.css'
import type { ViewDriver } from './viewDriver.ts'
import { centreOn, moveEdge, panBy, pxToTime, timeToPx, type Scale } from './viewport.ts'

export interface OverviewProps {
  readonly layout: Layout
  readonly view: Span
  readonly bounds: Span
  readonly widthPx: number
  readonly palette: Palette
  readonly driver: ViewDriver
}

const EDGE_PX = 6

export function Overview({ layout, view, bounds, widthPx, palette, driver }: OverviewProps): ReactElement {
  const whole = useMemo<Scale>(() => ({ view: bounds, widthPx }), [bounds, widthPx])
  const people = useMemo(() => layout.rows.filter((row): row is PersonRow => row.kind === 'person'), [layout])
  const paint = useCallback(
    (context: CanvasRenderingContext2D) =>
      paintOverview(context, { scale: whole, palette }, people, HEIGHT.overview),
    [whole, palette, people],
  )
  const left = timeToPx(whole, view.start)
  const right = timeToPx(whole, view.end)

  function press(event: ReactPointerEvent<HTMLDivElement>): void {
    if (event.button !== 0) return
    event.preventDefault()
    const origin = event.currentTarget.getBoundingClientRect().left
    const timeAt = (moved: { clientX: number }): number => pxToTime(whole, moved.clientX - origin)
    const x = event.clientX - origin
    const edge = Math.abs(x - left) <= EDGE_PX ? 'start' : Math.abs(x - right) <= EDGE_PX ? 'end' : undefined
    const full = view.end - view.start >= (bounds.end - bounds.start) * 0.999
    if (!edge && !full && (x < left || x > right))
      driver.change((now) => centreOn(now, bounds, timeAt(event)))
    const grabbed = timeAt(event)
    const first = driver.current()
    followPointer(event.nativeEvent, {
      move(moved) {
        const time = timeAt(moved)
        driver.change((now) =>
          edge ? moveEdge(now, bounds, edge, time) : panBy(first, bounds, time - grabbed),
        )
      },
      end(_released, cancelled) {
        if (cancelled) driver.change(() => view)
      },
    })
  }

  const label = `Whole session, showing ${formatTime(view.start, 0)} to ${formatTime(view.end, 0)}`
  return (
    <div className={classes.overview} onPointerDown={press} data-testid="overview">
      <PaintedCanvas paint={paint} widthPx={widthPx} heightPx={HEIGHT.overview} label={label} />
      <div className={classes.window} style={{ left, width: Math.max(4, right - left) }}>
        <i />
        <i />
      </div>
    </div>
  )
}
