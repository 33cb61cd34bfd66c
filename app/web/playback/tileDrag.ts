/** Where a dragged tile would land: before which tile, or on a large one whose place it takes. */
import type { Rect } from './tileLayout.ts'

export interface DropPlace {
  /** The tile under the pointer. */
  readonly over: number
  /** `before` and `after` reorder; `onto` takes the place of a large tile. */
  readonly side: 'before' | 'after' | 'onto'
}

/** `x`, `y` in px of the stage; undefined where no other tile is. */
export function findDrop(
  rects: readonly Rect[],
  dragged: number,
  large: readonly number[],
  x: number,
  y: number,
): DropPlace | undefined {
  const over = rects.findIndex(
    ({ left, top, width, height }) => left <= x && x < left + width && top <= y && y < top + height,
  )
  if (over < 0 || over === dragged) return undefined
  if (large.includes(over) && !large.includes(dragged)) return { over, side: 'onto' }
  const { left, width } = rects[over]!
  return { over, side: x < left + width / 2 ? 'before' : 'after' }
}

/** The id that the dragged tile is put before; undefined: it becomes the last. */
export function beforeOf(
  ids: readonly string[],
  dragged: number,
  { over, side }: DropPlace,
): string | undefined {
  const at = side === 'after' ? over + 1 : over
  return at === dragged ? ids[dragged + 1] : ids[at]
}
