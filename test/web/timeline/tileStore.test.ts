import { describe, expect, it } from 'vitest'
import { createTileStore, type TileRun } from '../../../app/web/timeline/tileStore.ts'

interface Tile {
  readonly name: string
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await Promise.resolve()
}

function rig({ limitBytes = 1000 } = {}) {
  const asked: { run: TileRun; signal: AbortSignal; answer: () => void; refuse: () => void }[] = []
  const clock = { ms: 0 }
  const store = createTileStore<Tile>({
    limitBytes,
    sizeOf: () => 10,
    now: () => clock.ms,
    read: (run, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
        asked.push({
          run,
          signal,
          answer: () =>
            resolve(Array.from({ length: run.count }, (_, k) => ({ name: `${run.level}/${run.first + k}` }))),
          refuse: () => reject(new Error('503')),
        })
      }),
  })
  const viewer = {}
  const show = (tiles: readonly (readonly [level: number, tile: number])[], by: object = viewer) =>
    store.look(by, () => tiles.map(([level, tile]) => store.find('a', level, tile)))
  const ranges = () => asked.map(({ run }) => `${run.level}:${run.first}+${run.count}`)
  return { asked, clock, store, viewer, show, ranges }
}

describe('tile store', () => {
  it('reads neighbours together, eight at most, and four requests at once', async () => {
    const { asked, show, ranges } = rig()
    const wanted = [
      ...Array.from({ length: 10 }, (_, k) => [0, k] as const),
      [1, 0] as const,
      [2, 0] as const,
      [3, 0] as const,
      [4, 0] as const,
    ]
    expect(show(wanted)).toEqual(wanted.map(() => 'loading'))
    await settle()
    expect(ranges()).toEqual(['0:0+8', '0:8+2', '1:0+1', '2:0+1'])
    asked[0]!.answer()
    await settle()
    expect(ranges().at(-1)).toBe('3:0+1')
    expect(show(wanted)[7]).toEqual({ name: '0/7' })
  })

  it('gives up what nobody looks for any more, and reads on for whoever does', async () => {
    const { asked, store, show, ranges } = rig()
    const other = {}
    show([[0, 0]])
    show([[5, 5]], other)
    await settle()
    show([[0, 40]])
    await settle()
    expect(asked.map(({ run, signal }) => [run.first, signal.aborted])).toEqual([
      [5, false],
      [0, true],
      [40, false],
    ])
    store.leave(other)
    await settle()
    expect(asked.find(({ run }) => run.level === 5)!.signal.aborted).toBe(true)
    show([[0, 0]])
    await settle()
    expect(ranges().filter((range) => range === '0:0+1').length).toBe(2)
  })

  it('keeps what was seen last within its limit of bytes, however much is looked at', async () => {
    const { asked, store, show } = rig({ limitBytes: 55 })
    for (let tile = 0; tile < 60; tile += 2) {
      show([
        [9, 0],
        [0, tile],
      ])
      await settle()
      for (const one of asked.splice(0)) one.answer()
      await settle()
      expect(store.sizeBytes()).toBeLessThanOrEqual(55)
    }
    expect(store.peek('a', 9, 0)).toEqual({ name: '9/0' })
    expect(store.peek('a', 0, 58)).toEqual({ name: '0/58' })
    expect(store.peek('a', 0, 40)).toBeUndefined()
  })

  it('says that a tile failed, tells its listeners, and asks again after a while', async () => {
    const { asked, clock, store, show } = rig()
    let told = 0
    store.subscribe(() => told++)
    show([[0, 0]])
    await settle()
    asked[0]!.refuse()
    await settle()
    expect(told).toBe(1)
    expect(show([[0, 0]])).toEqual(['failed'])
    await settle()
    expect(asked.length).toBe(1)
    clock.ms = 6000
    expect(show([[0, 0]])).toEqual(['loading'])
    await settle()
    expect(asked.length).toBe(2)
  })
})
