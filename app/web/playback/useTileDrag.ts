/** Dragging a tile to another place: one owner of the pointer from press to release; Escape lets it go back. */
import { useEffect, useRef, useState, type PointerEvent } from 'react'
import { findDrop, type DropPlace } from './tileDrag.ts'
import type { Rect } from './tileLayout.ts'

const CLICK_PX = 6

export interface Drag {
  readonly tile: number
  readonly dx: number
  readonly dy: number
  readonly drop: DropPlace | undefined
}

interface DragOptions {
  readonly rects: readonly Rect[]
  readonly large: readonly number[]
  /** The element that the rectangles count from. */
  readonly root: () => HTMLElement | null
  readonly onDrop: (tile: number, drop: DropPlace) => void
}

/** `press` goes on a tile's `onPointerDown`; `drag` is what is being dragged now. */
export function useTileDrag(options: DragOptions): {
  readonly drag: Drag | undefined
  readonly press: (tile: number, event: PointerEvent) => void
} {
  const [drag, setDrag] = useState<Drag>()
  const latest = useRef(options)
  const ending = useRef<AbortController>(undefined)
  useEffect(() => {
    latest.current = options
  })
  useEffect(() => () => ending.current?.abort(), [])

  const press = (tile: number, start: PointerEvent): void => {
    if (start.button !== 0 || (start.target as Element).closest('button, a, input')) return
    ending.current?.abort()
    const controller = new AbortController()
    ending.current = controller
    const { signal } = controller
    const { pointerId, clientX, clientY } = start
    let drop: DropPlace | undefined
    let moved = false
    const end = (): void => {
      controller.abort()
      setDrag(undefined)
    }
    const move = (event: globalThis.PointerEvent): void => {
      if (event.pointerId !== pointerId) return
      const [dx, dy] = [event.clientX - clientX, event.clientY - clientY]
      moved ||= Math.hypot(dx, dy) > CLICK_PX
      const box = moved ? latest.current.root()?.getBoundingClientRect() : undefined
      if (!box) return
      const { rects, large } = latest.current
      drop = findDrop(rects, tile, large, event.clientX - box.left, event.clientY - box.top)
      setDrag({ tile, dx, dy, drop })
    }
    const release = (event: globalThis.PointerEvent): void => {
      if (event.pointerId !== pointerId) return
      end()
      if (moved && drop) latest.current.onDrop(tile, drop)
    }
    window.addEventListener('pointermove', move, { signal })
    window.addEventListener('pointerup', release, { signal })
    window.addEventListener('pointercancel', end, { signal })
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Escape') end()
      },
      { signal },
    )
  }
  return { drag, press }
}
