/** The painted part of the rows. */
import { useCallback, type ReactElement } from 'react'
import { findVisibleRows, type Layout } from './layout.ts'
import { PaintedCanvas, type CanvasSize } from './PaintedCanvas.tsx'
import { paintRows } from './paint/lanes.ts'
import type { Scene } from './paint/scene.ts'
import classes from './timeline.module.css'
import type { PaintedPart } from './usePaintedPart.ts'

export interface LanesCanvasProps {
  readonly scene: Omit<Scene, 'pixelRatio'>
  readonly layout: Layout
  readonly part: PaintedPart
}

export function LanesCanvas({ scene, layout, part: { topPx, heightPx } }: LanesCanvasProps): ReactElement {
  const paint = useCallback(
    (context: CanvasRenderingContext2D, size: CanvasSize) =>
      paintRows(
        context,
        { ...scene, pixelRatio: size.pixelRatio },
        findVisibleRows(layout, topPx, size.heightPx),
        topPx,
      ),
    [scene, layout, topPx],
  )
  return (
    <div className={classes.painted} style={{ top: topPx }}>
      <PaintedCanvas
        paint={paint}
        widthPx={scene.scale.widthPx}
        heightPx={heightPx}
        label="Lanes: recordings, waveforms, gaps and events of each person"
      />
    </div>
  )
}
