/** The whole session in a strip, with a window on what the lanes show: drag it, drag its edges, click to go there. */
import { useCallback, useMemo, type PointerEvent as ReactPointerEvent, type ReactElement } from 'react'
import { formatTime, formatWallClock, formatZone, type Span } from '../../../core/time/index.ts'
import { followPointer } from './drag.ts'
import { HEIGHT } from './layout.ts'
import { PaintedCanvas } from './PaintedCanvas.tsx'
import { paintOverview } from './paint/overview.ts'
import type { LaneGroup } from './rowGroups.ts'
import classes from './timeline.module.css'
import type { TimelineScene } from './useScene.ts'
import type { ViewDriver } from './viewDriver.ts'
import { centreOn, moveEdge, panBy, pxToTime, timeToPx, type Scale } from './viewport.ts'

export interface OverviewProps {
  readonly scene: TimelineScene
  readonly people: readonly LaneGroup[]
  readonly segment: Span | undefined
  readonly bounds: Span
  readonly driver: ViewDriver
}

const EDGE_PX = 6

export function Overview({ scene, people, segment, bounds, driver }: OverviewProps): ReactElement {
  const { palette, findings, markers, zone, epochWallUs } = scene
  const { view, widthPx } = scene.scale
  const whole = useMemo<Scale>(() => ({ view: bounds, widthPx }), [bounds, widthPx])
  const paint = useCallback(
    (context: CanvasRenderingContext2D) =>
      paintOverview(context, { scale: whole, palette, people, findings, markers, segment }, HEIGHT.overview),
    [whole, palette, people, findings, markers, segment],
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

  function point(event: ReactPointerEvent<HTMLDivElement>): void {
    const time = pxToTime(whole, event.clientX - event.currentTarget.getBoundingClientRect().left)
    event.currentTarget.title = `${formatTime(time, 0)} · ${formatWallClock(epochWallUs + time, zone, 0)} ${formatZone(zone, epochWallUs)}`
  }

  const label = `Whole session, showing ${formatTime(view.start, 0)} to ${formatTime(view.end, 0)}`
  return (
    <div
      className={classes.overview}
      onPointerDown={press}
      onPointerMove={point}
      data-whole
      data-testid="overview"
    >
      <PaintedCanvas paint={paint} widthPx={widthPx} heightPx={HEIGHT.overview} label={label} />
      <div className={classes.window} style={{ left, width: Math.max(4, right - left) }}>
        <i />
        <i />
      </div>
    </div>
  )
}
