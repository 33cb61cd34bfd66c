import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFirstRow, findNextRow } from '../../../core/timeline/ascending.ts'
import { findBarGrid, writeBars } from '../../../app/web/timeline/paint/bars.ts'

const WIDTH = 9
const HEIGHT = 21
const look = {
  grid: findBarGrid(1),
  gain: 1,
  rgb: 0x112233,
  alpha: { peak: 0.5, rms: 1, line: 0.2 },
}

function write(top: number[], rms: number[]): number[][] {
  const pixels = new Uint32Array(WIDTH * HEIGHT)
  const bars = {
    top: Float32Array.from(top),
    bottom: Float32Array.from(top, (value) => -value),
    rms: Float32Array.from(rms),
  }
  writeBars(pixels, WIDTH, bars, look)
  return Array.from({ length: HEIGHT }, (_, y) =>
    Array.from({ length: WIDTH }, (_, x) => Math.round(((pixels[y * WIDTH + x]! >>> 24) / 255) * 10) / 10),
  )
}

describe('bars of a waveform', () => {
  it('are as high as their peaks, with the loudness within, on whole pixels with gaps between', () => {
    const rows = write([1, 0, 0.5], [0.1, 0, 0.9])
    const columns = (x: number): number[] => rows.map((row) => row[x]!)
    expect(columns(0).filter((alpha) => alpha > 0.2).length).toBe(HEIGHT)
    expect(columns(0)).toEqual(columns(1))
    expect(columns(2).filter(Boolean)).toEqual([0.2])
    expect(columns(3).filter(Boolean)).toEqual([0.2])
    expect(columns(6).filter((alpha) => alpha === 1).length).toBe(10)
    expect(columns(0).filter((alpha) => alpha === 1).length).toBeLessThan(8)
  })

  it('leave silence to a line', () => {
    const rows = write([0, 0, 0], [0, 0, 0])
    expect(rows.filter((row) => row.some(Boolean))).toEqual([[0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]])
  })

  it('never leave their block of memory, whatever the gain', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(unit, { minLength: 3, maxLength: 3 }),
        fc.integer({ min: 1, max: 60 }),
        (top, height) => {
          const pixels = new Uint32Array(WIDTH * height)
          const bars = {
            top: Float32Array.from(top),
            bottom: Float32Array.from(top, (v) => -v),
            rms: Float32Array.from(top),
          }
          writeBars(pixels, WIDTH, bars, { ...look, gain: 8 })
          expect(pixels.length).toBe(WIDTH * height)
        },
      ),
    )
  })

  it('have a gap at every pixel ratio', () => {
    for (const ratio of [1, 1.25, 1.5, 2, 3]) {
      const { pitch, bar } = findBarGrid(ratio)
      expect(bar).toBeGreaterThan(0)
      expect(pitch - bar).toBeGreaterThan(0)
    }
  })
})

describe('an ascending walk', () => {
  it('finds the same row as a search from the beginning, from any row before it', () => {
    const times = fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 })
    fc.assert(
      fc.property(times, fc.integer({ min: -5, max: 505 }), fc.nat(200), (values, time, from) => {
        const tUs = Float64Array.from(values).sort()
        const found = findFirstRow(tUs, time)
        expect(findNextRow(tUs, time, Math.min(from, found))).toBe(found)
      }),
    )
  })
})
