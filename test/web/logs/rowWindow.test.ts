import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterScroll,
  canvasPx,
  centreRow,
  isInView,
  offsetOf,
  revealRow,
  rowAt,
  rowsInView,
  scrollToTop,
  totalPx,
  type RowSpace,
} from '../../../app/web/logs/rowWindow.ts'

const spaces = fc
  .record({
    count: fc.integer({ min: 1, max: 2_000_000 }),
    rowPx: fc.constantFrom(25, 42),
    viewPx: fc.integer({ min: 60, max: 1200 }),
    openAt: fc.option(fc.integer({ min: 0, max: 1_999_999 }), { nil: undefined }),
    openPx: fc.integer({ min: 0, max: 400 }),
  })
  .map(({ openAt, openPx, ...space }): RowSpace => {
    const open = openAt === undefined ? undefined : { at: openAt % space.count, px: openPx }
    return { ...space, open }
  })
const shares = fc.double({ min: 0, max: 1, noNaN: true })
const rowOf = (space: RowSpace, share: number): number => Math.floor(share * (space.count - 1))

describe('the window on a long list', () => {
  it('finds the row that covers a height, as the rows’ own places say', () => {
    fc.assert(
      fc.property(spaces, shares, (space, share) => {
        const y = Math.floor(share * (totalPx(space) - 1))
        const at = rowAt(space, y)
        expect(offsetOf(space, at)).toBeLessThanOrEqual(y)
        if (at + 1 < space.count) expect(offsetOf(space, at + 1)).toBeGreaterThan(y)
      }),
    )
  })

  it('keeps the canvas at a size that every browser draws', () => {
    fc.assert(
      fc.property(spaces, (space) => {
        expect(canvasPx(space)).toBeLessThanOrEqual(16_000_000)
      }),
    )
  })

  it('centres any row in view, and draws it inside the canvas', () => {
    fc.assert(
      fc.property(spaces, shares, (space, share) => {
        const at = rowOf(space, share)
        const state = centreRow(space, at)
        expect(isInView(space, state, at)).toBe(true)
        const { first, end } = rowsInView(space, state)
        expect(at >= first && at < end).toBe(true)
        const drawn = offsetOf(space, at) - state.shift
        expect(drawn).toBeGreaterThanOrEqual(0)
        expect(drawn + space.rowPx).toBeLessThanOrEqual(canvasPx(space))
      }),
    )
  })

  it('does not move rows on the canvas while one scrolls by steps', () => {
    fc.assert(
      fc.property(spaces, shares, fc.integer({ min: -3000, max: 3000 }), (space, share, step) => {
        const before = centreRow(space, rowOf(space, share))
        const most = canvasPx(space) - space.viewPx
        const scrollTop = before.scrollTop + step
        fc.pre(scrollTop > 0 && scrollTop < most)
        expect(afterScroll(space, before, scrollTop).shift).toBe(before.shift)
      }),
    )
  })

  it('reaches the first row at the top and the last at the bottom', () => {
    fc.assert(
      fc.property(spaces, shares, (space, share) => {
        const before = centreRow(space, rowOf(space, share))
        const top = afterScroll(space, before, 0)
        expect(rowAt(space, top.scrollTop + top.shift)).toBe(0)
        const bottom = afterScroll(space, before, Math.max(0, canvasPx(space) - space.viewPx))
        expect(rowsInView(space, bottom, 0).end).toBe(space.count)
      }),
    )
  })

  it('goes to the proportional place when the bar is dragged', () => {
    const space: RowSpace = { count: 1_000_000, rowPx: 25, viewPx: 500, open: undefined }
    const half = afterScroll(space, { scrollTop: 0, shift: 0 }, (canvasPx(space) - 500) / 2)
    expect(rowAt(space, half.scrollTop + half.shift) / space.count).toBeCloseTo(0.5, 2)
  })

  it('reveals a row with the least scroll, and none where it is in view', () => {
    fc.assert(
      fc.property(spaces, shares, shares, (space, from, to) => {
        const state = scrollToTop(space, from * totalPx(space))
        const at = rowOf(space, to)
        const revealed = revealRow(space, state, at)
        expect(isInView(space, revealed, at)).toBe(true)
        expect(revealRow(space, revealed, at)).toEqual(revealed)
      }),
    )
  })
})
