/** The painted part of a block of rows. */
import { useCallback, useEffect, useMemo, type ReactElement } from 'react'
import { findVisibleRows, type Block } from './layout.ts'
import { PaintedCanvas, type CanvasSize } from './PaintedCanvas.tsx'
import { paintMarkerLines } from './paint/annotations.ts'
import { paintRows } from './paint/lanes.ts'
import type { Scene } from './paint/scene.ts'
import classes from './timeline.module.css'
import type { PaintedPart } from './usePaintedPart.ts'

export interface LanesCanvasProps {
  readonly scene: Omit<Scene, 'pixelRatio'>
  readonly block: Block
  readonly part: PaintedPart
  readonly label: string
}

export function LanesCanvas({
  scene,
  block,
  part: { topPx, heightPx },
  label,
}: LanesCanvasProps): ReactElement {
  // It names this canvas to the stores: what it no longer shows is no longer read.
  const viewer = useMemo(() => ({ label }), [label])
  const { peaks } = scene
  const signals = scene.signals?.store
  useEffect(() => () => peaks.leave(viewer), [peaks, viewer])
  useEffect(() => () => signals?.leave(viewer), [signals, viewer])
  const paint = useCallback(
    (context: CanvasRenderingContext2D, size: CanvasSize) => {
      const sized = { ...scene, pixelRatio: size.pixelRatio }
      const rows = findVisibleRows(block, topPx, size.heightPx)
      const paintAll = (): void => scene.peaks.look(viewer, () => paintRows(context, sized, rows, topPx))
      if (scene.signals) scene.signals.store.look(viewer, paintAll)
      else paintAll()
      paintMarkerLines(context, sized, size.heightPx)
    },
    [scene, block, topPx, viewer],
  )
  return (
    <div className={classes.painted} style={{ top: topPx }}>
      <PaintedCanvas paint={paint} widthPx={scene.scale.widthPx} heightPx={heightPx} label={label} />
    </div>
  )
}
