/** Rows change places: lanes and signals within their person, people, pinned rows and tracks among themselves. */
import type { Block, Row } from './layout.ts'

/** Something that moves as one: a row, or a person with all lanes. */
export interface Movable {
  /** Keys that move, in order. */
  readonly keys: readonly string[]
  readonly top: number
  readonly bottom: number
}

export interface Drop {
  /** The key to stand before; undefined: last of its kind. */
  readonly before: string | undefined
  /** Where the line that shows it is drawn, px from the top of the block. */
  readonly linePx: number
}

type Kin = 'person' | 'track' | 'pinned' | `lane:${string}` | `signal:${number}`

function kinOf(row: Row, isPinned: boolean): Kin {
  if (isPinned) return 'pinned'
  if (row.kind === 'person') return 'person'
  if (row.kind === 'signal' && row.person !== undefined) return `signal:${row.person}`
  return row.kind === 'lane' ? `lane:${row.lane.identity}` : 'track'
}

/** Returns what may change places with a row in its block, in order; itself among them. */
export function findKin(block: Block, row: Row, isPinned: boolean): Movable[] {
  const kin = kinOf(row, isPinned)
  const found: { keys: readonly string[]; top: number; bottom: number }[] = []
  for (const other of block.rows) {
    const bottom = other.top + other.height
    if (kinOf(other, isPinned) === kin) {
      const keys = other.kind === 'person' ? other.lanes.map(({ laneId }) => laneId) : [other.key]
      found.push({ keys, top: other.top, bottom })
    } else if (kin === 'person' && isBelowPerson(other)) found.at(-1)!.bottom = bottom
  }
  return found
}

const isBelowPerson = (row: Row): boolean =>
  row.kind === 'lane' || (row.kind === 'signal' && row.person !== undefined)

const indexOf = (kin: readonly Movable[], row: Row): number => kin.findIndex(({ top }) => top === row.top)

/** Returns where a row dragged to a height would stand; undefined where it stands already or cannot move. */
export function findDrop(kin: readonly Movable[], row: Row, y: number): Drop | undefined {
  const from = indexOf(kin, row)
  if (from < 0 || kin[from]!.keys.length === 0) return undefined
  const below = kin.findIndex(({ top, bottom }) => y < (top + bottom) / 2)
  const to = below < 0 ? kin.length : below
  if (to === from || to === from + 1) return undefined
  return dropAt(kin, to)
}

function dropAt(kin: readonly Movable[], to: number): Drop {
  const next = kin.slice(to).find(({ keys }) => keys.length > 0)
  return { before: next?.keys[0], linePx: kin[to]?.top ?? kin.at(-1)!.bottom }
}

/** The same for one step up or down by the keyboard. */
export function findStep(kin: readonly Movable[], row: Row, step: -1 | 1): Drop | undefined {
  const from = indexOf(kin, row)
  if (from < 0 || kin[from]!.keys.length === 0) return undefined
  const to = step < 0 ? from - 1 : from + 2
  return to < 0 || to > kin.length ? undefined : dropAt(kin, to)
}
