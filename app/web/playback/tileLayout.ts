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

/** Rectangles in px for `count` tiles in a box, in order; whole pixels, 8 px apart. */
export function layoutGrid(count: number, width: number, height: number): Rect[] {
  if (count === 0 || width <= 0 || height <= 0) return []
  let best = { columns: 1, area: -1 }
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const cellWidth = (width - GAP_PX * (columns - 1)) / columns
    const cellHeight = (height - GAP_PX * (rows - 1)) / rows
    const pictureWidth = Math.min(cellWidth, cellHeight * ASPECT)
    if (pictureWidth > 0 && pictureWidth > best.area) best = { columns, area: pictureWidth }
  }
  const { columns } = best
  const rows = Math.ceil(count / columns)
  return Array.from({ length: count }, (_, at) => {
    const row = Math.floor(at / columns)
    const column = at % columns
    const left = edge(column, columns, width)
    const top = edge(row, rows, height)
    return {
      left,
      top,
      width: edge(column + 1, columns, width) - GAP_PX - left,
      height: edge(row + 1, rows, height) - GAP_PX - top,
    }
  })
}

const edge = (at: number, parts: number, whole: number): number => Math.round((at * (whole + GAP_PX)) / parts)

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
