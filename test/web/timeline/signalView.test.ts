import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSignalPyramid } from '../../../app/server/signalTiles.ts'
import { layoutRows, type Row } from '../../../app/web/timeline/layout.ts'
import { createSignalColumns } from '../../../app/web/timeline/paint/signalPixels.ts'
import { findKin } from '../../../app/web/timeline/reorder.ts'
import { AS_RECORDED } from '../../../app/web/timeline/rowGroups.ts'
import { createSignalStore, type SignalStore } from '../../../app/web/timeline/signalStore.ts'
import { formatValue, valueAt, visitSignal } from '../../../app/web/timeline/signalView.ts'
import { listTracks } from '../../../app/web/timeline/tracks.ts'
import { formatSignalTiles, type SignalSummary } from '../../../core/protocol/index.ts'
import { micros } from '../../../core/time/index.ts'
import { lesson } from './harness/lesson.ts'

const tUs = Float64Array.from({ length: 5000 }, (_, k) => k * 1e6 + (k >= 2500 ? 900e6 : 0))
const values = tUs.map((_, k) => Math.sin(k / 50) * 10)
const pyramid = createSignalPyramid({ tUs, values })
const signal: SignalSummary = {
  signalId: 'sig_1',
  name: 'x',
  topic: 'pose',
  identity: 'leo',
  count: tUs.length,
  min: -10,
  max: 10,
  startUs: 0,
  endUs: tUs.at(-1)!,
}

function rig() {
  const read: { level: number; first: number; count: number }[] = []
  const store = createSignalStore((_, place) => {
    read.push(place)
    const tiles = Array.from({ length: place.count }, (_tile, k) =>
      pyramid.tile(place.level, place.first + k, 0),
    )
    return Promise.resolve(formatSignalTiles({ gapUs: pyramid.gapUs, tiles }).buffer)
  })
  return { read, store }
}

interface Visited {
  readonly startUs: number
  readonly endUs: number
  readonly min: number
  readonly max: number
  readonly joined: boolean
}

function look(store: SignalStore, start: number, end: number): { isHere: boolean; points: Visited[] } {
  const points: Visited[] = []
  const scale = { view: { start: micros(start), end: micros(end) }, widthPx: 1200 }
  const isHere = store.look(signal, () =>
    visitSignal(store, signal, scale, (startUs, endUs, min, max, _mean, joinUs) => {
      const last = points.at(-1)
      points.push({
        startUs,
        endUs,
        min,
        max,
        joined: last !== undefined && startUs - last.startUs <= joinUs,
      })
    }),
  )
  return { isHere, points }
}

/** Looks until nothing more is on its way. */
async function settle(store: SignalStore, start: number, end: number): Promise<Visited[]> {
  for (;;) {
    const before = store.sizeBytes()
    look(store, start, end)
    for (let turn = 0; turn < 50; turn++) await Promise.resolve()
    if (store.sizeBytes() === before) return look(store, start, end).points
  }
}

/** Where lines begin anew, s. */
const breaks = (points: readonly Visited[]): number[] =>
  points.flatMap(({ joined, startUs }, k) => (joined || k === 0 ? [] : [startUs / 1e6]))

describe('what shows of a signal', () => {
  it('is every sample in view within its bucket, in order, and one more at each side', async () => {
    const { store } = rig()
    const views = fc.tuple(fc.integer({ min: 0, max: 5900 }), fc.integer({ min: 1, max: 3000 }))
    await fc.assert(
      fc.asyncProperty(views, async ([second, seconds]) => {
        const [start, end] = [second * 1e6 + 400_000, (second + seconds) * 1e6 + 400_000]
        const points = await settle(store, start, end)
        points.slice(1).forEach(({ startUs }, k) => expect(startUs).toBeGreaterThan(points[k]!.startUs))
        const first = tUs.findLastIndex((time) => time < start)
        const last = tUs.findIndex((time) => time >= end)
        for (let k = Math.max(0, first); k <= (last < 0 ? tUs.length - 1 : last); k++) {
          const holds = points.some(
            (point) =>
              (point.startUs === tUs[k] || (point.startUs <= tUs[k]! && tUs[k]! < point.endUs)) &&
              point.min <= values[k]! &&
              values[k]! <= point.max,
          )
          expect(holds).toBe(true)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('leaves a gap where samples are missing, and nowhere else', async () => {
    const { store } = rig()
    for (const [start, end] of [
      [0, 6000],
      [2400, 3500],
      [2490, 3405],
    ] as const) {
      const found = breaks(await settle(store, start * 1e6, end * 1e6))
      expect(found.length).toBe(1)
      expect(Math.abs(found[0]! - 3400)).toBeLessThan(20)
    }
    expect(breaks(await settle(store, 100e6, 160e6))).toEqual([])
  })

  it('is drawn coarser until its tiles are here, from few requests', async () => {
    const { read, store } = rig()
    expect(look(store, 0, 5900e6).isHere).toBe(false)
    await settle(store, 0, 5900e6)
    const near = look(store, 1000e6, 1060e6)
    expect(near.isHere).toBe(true)
    expect((await settle(store, 1000e6, 1060e6)).length).toBeGreaterThan(near.points.length)
    expect(read.length).toBeLessThan(5)
  })

  it('has the last value at a time, none in a gap or before the first', async () => {
    const { store } = rig()
    const at = async (time: number): Promise<number | undefined> => {
      store.look(store, () => valueAt(store, 'sig_1', time, { level: 4, ask: true }))
      for (let turn = 0; turn < 50; turn++) await Promise.resolve()
      return store.look(store, () => valueAt(store, 'sig_1', time, { level: 4, ask: true }))
    }
    expect(await at(100.9e6)).toBe(values[100])
    expect(await at(3000e6)).toBeUndefined()
    expect(await at(-5e6)).toBeUndefined()
  })

  it('is written as exactly as its range asks for', () => {
    expect(formatValue(68.904771, { min: 40, max: 90 })).toBe('68.9')
    expect(formatValue(1_234_567, { min: 0, max: 2e6 })).toBe('1,234,567')
    expect(formatValue(0.12345, { min: 0, max: 1 })).toBe('0.1235')
    expect(formatValue(3.2e-7, { min: 0, max: 1e-6 })).toBe('3.200e-7')
  })
})

const alphaOf = (draw: (columns: ReturnType<typeof createSignalColumns>) => void): number[][] => {
  const [width, height] = [60, 20]
  const columns = createSignalColumns(width)
  draw(columns)
  const pixels = new Uint32Array(width * height)
  columns.write(pixels, { rgb: 0x0000ff, band: 0.3, line: 1, thickness: 1 })
  return Array.from({ length: width }, (_, x) =>
    Array.from({ length: height }, (_row, y) => pixels[y * width + x]! >>> 24),
  )
}

describe('a signal in pixels', () => {
  it('has a line from point to point, a band about it, and nothing in a gap', () => {
    const drawn = alphaOf((columns) => {
      columns.add(5, 6, 4, 12, 8, false)
      columns.add(15, 16, 4, 12, 8, true)
      columns.add(40, 41, 10, 10, 10, false)
    })
    expect(drawn[10]!.map((alpha) => alpha > 0)).toEqual(
      Array.from({ length: 20 }, (_, y) => y === 7 || y === 8),
    )
    expect(drawn[5]!.filter((alpha) => alpha > 0).length).toBe(8)
    expect(drawn[25]!.every((alpha) => alpha === 0)).toBe(true)
    expect(drawn[40]!.some((alpha) => alpha === 255)).toBe(true)
  })

  it('stays inside its block, however far points lie outside', () => {
    const drawn = alphaOf((columns) => {
      columns.add(-500, -400, -90, 400, -50, false)
      columns.add(500, 600, -90, 400, 60, true)
    })
    expect(drawn.every((column) => column.some((alpha) => alpha > 0))).toBe(true)
  })
})

const keysOf = (rows: readonly Row[]): string[] => rows.map(({ key }) => key)

describe("a signal's row", () => {
  const session = lesson()
  const tracks = listTracks({
    annotations: undefined,
    states: [],
    talk: undefined,
    logCount: 0,
    matchCount: undefined,
    result: undefined,
    signals: [signal, { ...signal, signalId: 'sig_2', identity: '' }, { ...signal, signalId: 'sig_3' }],
    personAt: (identity) => session.people.findIndex((one) => one.identity === identity),
  })
  it('stands under who sent it, or among the tracks where nobody is named', () => {
    const { rows, order } = layoutRows({ session, tracks })
    const keys = keysOf(rows)
    const at = keys.indexOf('signal:sig_1')
    expect(keys[at - 1]).toContain('leo/')
    expect(keys[at + 1]).toBe('signal:sig_3')
    expect(keys.indexOf('signal:sig_2')).toBeGreaterThan(keys.lastIndexOf('signal:sig_3'))
    expect(order.filter((key) => key.startsWith('signal:')).length).toBe(3)
    expect(findKin({ rows, heightPx: 0 }, rows[at]!, false).map((kin) => kin.keys[0])).toEqual([
      'signal:sig_1',
      'signal:sig_3',
    ])
  })

  const arrange = (changed: Partial<typeof AS_RECORDED>): string[] =>
    keysOf(layoutRows({ session, tracks }, { ...AS_RECORDED, ...changed }).rows)

  it('is folded with its person, hidden, pinned and ordered as any other', () => {
    expect(arrange({ collapsed: ['leo'] })).not.toContain('signal:sig_1')
    expect(arrange({ hidden: ['signal:sig_1'] })).not.toContain('signal:sig_1')
    expect(arrange({ pinned: ['signal:sig_1'] })).not.toContain('signal:sig_1')
    const moved = arrange({ order: ['signal:sig_3', 'signal:sig_1'] })
    expect(moved.indexOf('signal:sig_3')).toBeLessThan(moved.indexOf('signal:sig_1'))
  })
})
