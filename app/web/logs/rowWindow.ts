/**
 * Which rows of a very long list are in view, and where they are drawn. Rows have one height but for an open one.
 * Browsers cut elements off past some 17 million px, so a longer list is drawn on a shorter canvas: `shift` is how
 * far the list is ahead of the canvas. It stays while one scrolls by steps and is set anew by a jump. Pure.
 */
export interface RowSpace {
  readonly count: number
  readonly rowPx: number
  /** The open row's place in the list, and what it is taller by. */
  readonly open: { readonly at: number; readonly px: number } | undefined
  /** Height of the window. */
  readonly viewPx: number
}

export interface ScrollState {
  /** Of the canvas. */
  readonly scrollTop: number
  readonly shift: number
}

/** What every browser still draws. */
const CANVAS_PX = 12_000_000
/** A scroll further than this at once is a drag of the bar, not a step. */
const JUMP_PX = 4_000

export const totalPx = ({ count, rowPx, open }: RowSpace): number => count * rowPx + (open?.px ?? 0)
export const canvasPx = (space: RowSpace): number => Math.min(totalPx(space), CANVAS_PX)

/** Top of a row in the list. */
export const offsetOf = ({ rowPx, open }: RowSpace, at: number): number =>
  at * rowPx + (open !== undefined && at > open.at ? open.px : 0)

/** The row that covers a height of the list; the nearest one outside of it. */
export function rowAt(space: RowSpace, y: number): number {
  const { rowPx, open, count } = space
  const plain = Math.floor(y / rowPx)
  const at =
    open === undefined || plain <= open.at ? plain : Math.max(open.at, Math.floor((y - open.px) / rowPx))
  return Math.min(Math.max(at, 0), Math.max(0, count - 1))
}

/** The rows to draw, `[first, end)`, with some around those in view. */
export function rowsInView(
  space: RowSpace,
  { scrollTop, shift }: ScrollState,
  around = 10,
): { first: number; end: number } {
  if (space.count === 0) return { first: 0, end: 0 }
  const top = scrollTop + shift
  return {
    first: Math.max(0, rowAt(space, top) - around),
    end: Math.min(space.count, rowAt(space, top + space.viewPx) + 1 + around),
  }
}

const lastScroll = (space: RowSpace): number => Math.max(0, canvasPx(space) - space.viewPx)
const lastTop = (space: RowSpace): number => Math.max(0, totalPx(space) - space.viewPx)

/** After a scroll to `scrollTop`: the same shift for a step, the proportional one for a jump, exact at both ends. */
export function afterScroll(space: RowSpace, before: ScrollState, scrollTop: number): ScrollState {
  const most = lastScroll(space)
  const spare = lastTop(space) - most
  if (spare <= 0 || scrollTop <= 0) return { scrollTop, shift: 0 }
  if (scrollTop >= most) return { scrollTop, shift: spare }
  if (Math.abs(scrollTop - before.scrollTop) <= JUMP_PX) {
    return { scrollTop, shift: Math.min(Math.max(before.shift, 0), spare) }
  }
  return { scrollTop, shift: Math.round((scrollTop / most) * spare) }
}

/** The scroll that shows the list from `top` on. */
export function scrollToTop(space: RowSpace, top: number): ScrollState {
  const wanted = Math.round(Math.min(Math.max(top, 0), lastTop(space)))
  const [most, all] = [lastScroll(space), lastTop(space)]
  if (all <= most) return { scrollTop: wanted, shift: 0 }
  const scrollTop = Math.round((wanted / all) * most)
  return { scrollTop, shift: wanted - scrollTop }
}

/** The scroll that centres a row. */
export const centreRow = (space: RowSpace, at: number): ScrollState =>
  scrollToTop(space, offsetOf(space, at) - (space.viewPx - space.rowPx) / 2)

/** The scroll that brings a row wholly into view, as it is if it is already. */
export function revealRow(space: RowSpace, state: ScrollState, at: number): ScrollState {
  const top = offsetOf(space, at)
  const shown = state.scrollTop + state.shift
  if (top < shown) return scrollToTop(space, top)
  if (top + space.rowPx > shown + space.viewPx) return scrollToTop(space, top + space.rowPx - space.viewPx)
  return state
}

/** Whether a row is wholly in view, and not at its very edge. */
export function isInView(space: RowSpace, state: ScrollState, at: number, marginPx = 0): boolean {
  const top = offsetOf(space, at) - state.scrollTop - state.shift
  return top >= marginPx && top + space.rowPx <= space.viewPx - marginPx
}
