/** What every head has: its height, its menu, a lower edge that resizes the row, and itself as what moves it. */
import { IconDots } from '@tabler/icons-react'
import type { MouseEvent, PointerEvent as ReactPointerEvent, ReactElement, ReactNode } from 'react'
import { followPointer } from '../drag.ts'
import type { Row } from '../layout.ts'
import classes from './heads.module.css'

export interface HeadTools {
  readonly openMenu: (row: Row, at: { x: number; y: number }) => void
  /** Takes a head that was pressed along, once the pointer has moved far enough. */
  readonly drag: (row: Row, start: PointerEvent) => void
  readonly setHeight: (key: string, px: number | undefined) => void
}

interface HeadFrameProps extends HeadTools {
  readonly row: Row
  /** In words, for its menu. */
  readonly name: string
  readonly className: string | undefined
  readonly attributes?: Readonly<Record<`data-${string}`, string | boolean | undefined>>
  readonly children: ReactNode
  /** What stands after the menu's button. */
  readonly tail?: ReactNode
}

/** True for a press on a control of the head, which is not a grab of the row. */
const isControl = (event: ReactPointerEvent): boolean =>
  (event.target as Element).closest('button:not([data-grab])') !== null

export function HeadFrame(props: HeadFrameProps): ReactElement {
  const { row, name, openMenu, drag, setHeight } = props
  const openBelow = (event: MouseEvent<HTMLElement>): void => {
    const { left, bottom } = event.currentTarget.getBoundingClientRect()
    openMenu(row, { x: left, y: bottom + 2 })
  }
  const resize = (event: ReactPointerEvent): void => {
    if (event.button !== 0) return
    event.preventDefault()
    event.stopPropagation()
    const from = event.clientY
    followPointer(event.nativeEvent, {
      move: (moved) => setHeight(row.key, row.height + moved.clientY - from),
      end: (_released, cancelled) => cancelled && setHeight(row.key, row.height),
    })
  }
  return (
    <div
      className={props.className}
      style={{ height: row.height }}
      data-row={row.key}
      {...props.attributes}
      onPointerDown={(event) => event.button === 0 && !isControl(event) && drag(row, event.nativeEvent)}
      onContextMenu={(event) => {
        event.preventDefault()
        openMenu(row, { x: event.clientX, y: event.clientY })
      }}
    >
      {props.children}
      <button
        type="button"
        className={classes.more}
        aria-label={`More for ${name}`}
        title="More"
        onClick={openBelow}
      >
        <IconDots size={14} stroke={1.8} aria-hidden />
      </button>
      {props.tail}
      {row.kind !== 'person' && (
        <i
          className={classes.edge}
          title="Drag for the row's height; double click: as it was"
          onPointerDown={resize}
          onDoubleClick={() => setHeight(row.key, undefined)}
        />
      )}
    </div>
  )
}
