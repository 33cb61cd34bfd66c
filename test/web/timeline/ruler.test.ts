import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatSessionLabel, formatWallLabel, planRuler } from '../../../app/web/timeline/ruler.ts'
import { MIN_VIEW_US, timeToPx } from '../../../app/web/timeline/viewport.ts'
import { micros } from '../../../core/time/index.ts'

const DAY_US = 86_400_000_000
const scales = fc
  .tuple(
    fc.integer({ min: -1e6, max: DAY_US }),
    fc.integer({ min: MIN_VIEW_US, max: 40 * DAY_US }),
    fc.integer({ min: 200, max: 4000 }),
  )
  .map(([start, length, widthPx]) => ({
    view: { start: micros(start), end: micros(start + length) },
    widthPx,
  }))

describe('ruler', () => {
  it('never lets two labels overlap, and has one to read wherever the pane is wide enough', () => {
    fc.assert(
      fc.property(scales, (scale) => {
        const { ticks } = planRuler(scale, 112)
        const labels = ticks.filter((tick) => tick.labelled).map((tick) => timeToPx(scale, tick.timeUs))
        labels.slice(1).forEach((x, k) => expect(x - labels[k]!).toBeGreaterThan(111.9))
        expect(labels.length).toBeGreaterThan(0)
        expect(ticks.length).toBeLessThan(scale.widthPx / 4)
      }),
    )
  })

  it('counts in steps a person counts in, at their whole multiples', () => {
    fc.assert(
      fc.property(scales, (scale) => {
        const { stepUs, ticks } = planRuler(scale, 112)
        const labelled = ticks.filter((tick) => tick.labelled)
        expect(labelled.every((tick) => tick.timeUs % stepUs === 0)).toBe(true)
        expect(/^[1235]0*$/.test(String(stepUs)) || stepUs % 5e6 === 0).toBe(true)
      }),
    )
  })

  it('divides half a minute into tens of seconds', () => {
    const view = { start: micros(636e6), end: micros(804e6) }
    const { stepUs, ticks } = planRuler({ view, widthPx: 1228 }, 112)
    expect(stepUs).toBe(30e6)
    expect(ticks[1]!.timeUs - ticks[0]!.timeUs).toBe(10e6)
  })

  it('writes milliseconds only where they say something', () => {
    const epoch = Date.UTC(2025, 5, 11, 15, 30, 39) * 1e3
    expect(formatSessionLabel(684e6, 30e6)).toBe('0:11:24')
    expect(formatSessionLabel(684.3e6, 1e5)).toBe('0:11:24.300')
    expect(formatWallLabel(epoch + 684e6, 30e6)).toBe('15:42:03')
    expect(formatWallLabel(epoch + 337e3 + 684e6, 30e6)).toBe('15:42:03.337')
  })
})
