/**
 * Where the tiles of the stage lie. Tiles have the shape of their pictures, so that no dark bands stand beside them;
 * of all rows and columns, and of a strip below or at the right, what makes the pictures largest is taken.
 * Whole pixels, 8 px apart, in the order of the tiles.
 */
export interface Rect {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Size {
  readonly width: number
  readonly height: number
}

const GAP_PX = 8
const WIDE = 16 / 9
/** How much of the stage the strip beside the large tiles takes at the least. */
const STRIP_SHARE = 0.16
const STRIP_LEAST_PX = 48
const STRIP_MOST_PX = 320
/** A row whose tiles would be narrower than this scrolls, and then shows about two and a half of them. */
const FILM_LEAST_PX = 200
const FILM_SHARE = 0.4

/** Rectangles for `count` tiles as large as the box allows, rows in its middle. */
export function layoutGrid(count: number, width: number, height: number, aspect: number = WIDE): Rect[] {
  if (count === 0 || width <= 0 || height <= 0) return []
  let best: Size & { columns: number } = { columns: 1, width: 0, height: 0 }
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const size = fit(
      (width - GAP_PX * (columns - 1)) / columns,
      (height - GAP_PX * (rows - 1)) / rows,
      aspect,
    )
    if (size.width > best.width) best = { columns, ...size }
  }
  const tile = { width: Math.max(1, Math.floor(best.width)), height: Math.max(1, Math.floor(best.height)) }
  const rows = Math.ceil(count / best.columns)
  const top = middle(rows, tile.height, height)
  return Array.from({ length: count }, (_, at) => {
    const row = Math.floor(at / best.columns)
    const inRow = Math.min(best.columns, count - row * best.columns)
    return {
      ...tile,
      left: middle(inRow, tile.width, width) + (at % best.columns) * (tile.width + GAP_PX),
      top: top + row * (tile.height + GAP_PX),
    }
  })
}

/** The tile at `focus` large, the others in a strip at its right or below it. */
export const layoutFocus = (
  count: number,
  focus: number,
  width: number,
  height: number,
  aspect: number = WIDE,
): Rect[] => layoutLarge(count, [focus], width, height, aspect)

/** The tiles at `pair` large side by side (or one over the other on a tall stage), the others in a small strip. */
export const layoutCompare = (
  count: number,
  pair: readonly [number, number],
  width: number,
  height: number,
  aspect: number = WIDE,
): Rect[] => layoutLarge(count, pair, width, height, aspect)

/** One row of equal tiles in the middle of the box; wider than the box where they would get too narrow. */
export function layoutFilm(count: number, width: number, height: number, aspect: number = WIDE): Rect[] {
  if (count === 0 || width <= 0 || height <= 0) return []
  const fitting = (width - GAP_PX * (count - 1)) / count
  const wanted = fitting < FILM_LEAST_PX ? Math.max(FILM_LEAST_PX, width * FILM_SHARE) : fitting
  const tileWidth = Math.max(1, Math.floor(Math.min(wanted, height * aspect)))
  const tileHeight = Math.max(1, Math.floor(Math.min(height, tileWidth / aspect)))
  const left = Math.max(0, middle(count, tileWidth, width))
  const top = Math.floor((height - tileHeight) / 2)
  return Array.from({ length: count }, (_, at) => ({
    left: left + at * (tileWidth + GAP_PX),
    top,
    width: tileWidth,
    height: tileHeight,
  }))
}

/** How far the tiles reach from the box's left edge, px. */
export const extentOf = (rects: readonly Rect[]): number =>
  Math.max(0, ...rects.map(({ left, width }) => left + width))

/** The shape most pictures have: the median of width / height, in bounds; 16:9 where nothing is known. */
export function medianAspect(sizes: readonly { width: number | null; height: number | null }[]): number {
  const known = sizes.flatMap(({ width, height }) => (width && height ? [width / height] : []))
  known.sort((a, b) => a - b)
  return Math.min(2.4, Math.max(0.5, known[Math.floor(known.length / 2)] ?? WIDE))
}

function layoutLarge(
  count: number,
  large: readonly number[],
  width: number,
  height: number,
  aspect: number,
): Rect[] {
  if (width <= 0 || height <= 0) return []
  if (count <= large.length) return layoutGrid(count, width, height, aspect)
  const small = Array.from({ length: count }, (_, at) => at).filter((at) => !large.includes(at))
  const right = placeStrip(large.length, small.length, { width, height }, aspect)
  const below = placeStrip(large.length, small.length, { width: height, height: width }, 1 / aspect).map(
    transpose,
  )
  const chosen = right[0]!.width >= below[0]!.width ? right : below
  const rects: Rect[] = []
  for (const [place, at] of [...large, ...small].entries()) rects[at] = chosen[place]!
  return rects
}

/** Large tiles at the left, small ones in a grid at their right; the large ones first in the list. */
function placeStrip(large: number, small: number, { width, height }: Size, aspect: number): Rect[] {
  const least = Math.min(Math.max(STRIP_LEAST_PX, width * STRIP_SHARE), width / 2)
  const main = layoutGrid(large, Math.max(1, width - least - GAP_PX), height, aspect)
  const start = Math.min(...main.map(({ left }) => left))
  const used = extentOf(main) - start
  const stripWidth = Math.max(1, Math.min(STRIP_MOST_PX, width - used - GAP_PX))
  const strip = layoutGrid(small, stripWidth, height, aspect)
  const edge = Math.min(...strip.map(({ left }) => left))
  const all = [
    ...main.map((rect) => ({ ...rect, left: rect.left - start })),
    ...strip.map((rect) => ({ ...rect, left: rect.left - edge + used + GAP_PX })),
  ]
  const margin = Math.max(0, Math.floor((width - extentOf(all)) / 2))
  return all.map((rect) => ({ ...rect, left: rect.left + margin }))
}

const fit = (width: number, height: number, aspect: number): Size => {
  const fitting = Math.max(0, Math.min(width, height * aspect))
  return { width: fitting, height: fitting / aspect }
}

const transpose = ({ left, top, width, height }: Rect): Rect => ({
  left: top,
  top: left,
  width: height,
  height: width,
})

const middle = (parts: number, part: number, whole: number): number =>
  Math.floor((whole - parts * (part + GAP_PX) + GAP_PX) / 2)
