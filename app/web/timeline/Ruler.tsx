/** Both clocks over the lanes, and the markers' flags; a press scrubs, or takes a flag. */
import { useCallback, type PointerEvent as ReactPointerEvent, type ReactElement, type Ref } from 'react'
import { formatZone } from '../../../core/time/index.ts'
import { HEIGHT } from './layout.ts'
import { PaintedCanvas, type CanvasSize } from './PaintedCanvas.tsx'
import { paintFlags } from './paint/annotations.ts'
import { paintRuler } from './paint/ruler.ts'
import classes from './timeline.module.css'
import type { TimelineScene } from './useScene.ts'

export interface RulerProps {
  readonly ref: Ref<HTMLDivElement>
  readonly scene: TimelineScene
  readonly leads: 'session' | 'wall'
  readonly onPointerDown: (event: ReactPointerEvent) => void
  readonly onPointerMove: (event: ReactPointerEvent) => void
  readonly onPointerLeave: () => void
}

export function Ruler({ ref, scene, leads, ...handlers }: RulerProps): ReactElement {
  const paint = useCallback(
    (context: CanvasRenderingContext2D, { pixelRatio }: CanvasSize) => {
      paintRuler(context, { ...scene, leads }, HEIGHT.ruler)
      paintFlags(context, { ...scene, pixelRatio }, HEIGHT.ruler)
    },
    [scene, leads],
  )
  return (
    <div ref={ref} className={classes.ruler} {...handlers} data-testid="ruler">
      <PaintedCanvas
        paint={paint}
        widthPx={scene.scale.widthPx}
        heightPx={HEIGHT.ruler}
        label={`Ruler: session time and ${formatZone(scene.zone, scene.epochWallUs)}`}
      />
    </div>
  )
}
