/** Where the tiles of the stage lie: a grid that makes them largest, or one large tile over a strip of the others. */
export interface Rect {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const GAP_PX = 8
const ASPECT = 16 / 9
const STRIP_MAX_PX = 96
const STRIP_SHARE = 0.22

/** Rectangles in px for `count` tiles in a box, in order; whole pixels, 8 px apart, rows in the middle of the box. */
export function layoutGrid(count: number, width: number, height: number): Rect[] {
  if (count === 0 || width <= 0 || height <= 0) return []
  let best = { columns: 1, width: -1, height: -1, picture: -1 }
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const cellWidth = (width - GAP_PX * (columns - 1)) / columns
    const cellHeight = (height - GAP_PX * (rows - 1)) / rows
    const picture = Math.min(cellWidth, cellHeight * ASPECT)
    if (picture > best.picture) best = { columns, width: cellWidth, height: cellHeight, picture }
  }
  const tileWidth = Math.max(1, Math.floor(Math.min(best.width, best.height * ASPECT)))
  const tileHeight = Math.max(1, Math.floor(Math.min(best.height, best.width / ASPECT)))
  const rows = Math.ceil(count / best.columns)
  const top = middle(rows, tileHeight, height)
  return Array.from({ length: count }, (_, at) => {
    const row = Math.floor(at / best.columns)
    const inRow = Math.min(best.columns, count - row * best.columns)
    return {
      left: middle(inRow, tileWidth, width) + (at % best.columns) * (tileWidth + GAP_PX),
      top: top + row * (tileHeight + GAP_PX),
      width: tileWidth,
      height: tileHeight,
    }
  })
}

const middle = (parts: number, part: number, whole: number): number =>
  Math.floor((whole - parts * (part + GAP_PX) + GAP_PX) / 2)

/** The tile at `focus` large, the others in a strip under it. */
export function layoutFocus(count: number, focus: number, width: number, height: number): Rect[] {
  if (count <= 1) return layoutGrid(count, width, height)
  const others = count - 1
  const stripHeight = Math.round(Math.min(STRIP_MAX_PX, height * STRIP_SHARE))
  const tileWidth = Math.max(
    1,
    Math.floor(Math.min(stripHeight * ASPECT, (width - GAP_PX * (others - 1)) / others)),
  )
  const start = Math.round((width - others * (tileWidth + GAP_PX) + GAP_PX) / 2)
  const top = height - stripHeight
  return Array.from({ length: count }, (_, at) => {
    if (at === focus) return { left: 0, top: 0, width, height: Math.max(1, top - GAP_PX) }
    const place = at < focus ? at : at - 1
    return { left: start + place * (tileWidth + GAP_PX), top, width: tileWidth, height: stripHeight }
  })
}
