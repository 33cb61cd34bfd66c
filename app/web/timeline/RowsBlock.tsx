/** A block of rows: heads beside the painted lanes; the pinned block and the scrolling one are both this. */
import type { MouseEvent, PointerEvent as ReactPointerEvent, ReactElement, ReactNode, Ref } from 'react'
import { Heads, type HeadsProps } from './heads/Heads.tsx'
import { LanesCanvas } from './LanesCanvas.tsx'
import type { Scene } from './paint/scene.ts'
import classes from './timeline.module.css'
import type { PaintedPart } from './usePaintedPart.ts'

/** What the pointer does over lanes. */
export interface LaneHandlers {
  readonly onPointerDown: (event: ReactPointerEvent) => void
  readonly onPointerMove: (event: ReactPointerEvent) => void
  readonly onPointerLeave: () => void
  readonly onDoubleClick: (event: MouseEvent) => void
  readonly onContextMenu: (event: MouseEvent) => void
}

interface RowsBlockProps extends HeadsProps {
  readonly scene: Omit<Scene, 'pixelRatio'>
  readonly part: PaintedPart
  readonly lanes: Ref<HTMLDivElement>
  readonly handlers: LaneHandlers
  readonly children?: ReactNode
}

export function RowsBlock({
  scene,
  part,
  lanes,
  handlers,
  children,
  ...heads
}: RowsBlockProps): ReactElement {
  const { block, isPinned } = heads
  return (
    <div className={classes.rows} style={{ minHeight: block.heightPx }}>
      <Heads {...heads} />
      <div
        ref={lanes}
        className={classes.lanes}
        {...handlers}
        data-testid={isPinned ? 'pinned-lanes' : 'lanes'}
      >
        <LanesCanvas
          scene={scene}
          block={block}
          part={part}
          label={
            isPinned
              ? 'Pinned rows'
              : 'Lanes: recordings, waveforms, gaps, annotations and events of each person'
          }
        />
        {children}
      </div>
    </div>
  )
}
