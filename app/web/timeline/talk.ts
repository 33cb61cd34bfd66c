/** Everyone's utterances on one row, and who speaks most in each cell of time at levels of detail. */
import { buildSpanIndex, type SpanIndex } from './spanIndex.ts'

/** One microphone's utterances in session time, µs. */
export interface Speaker {
  readonly person: number
  readonly startsUs: ArrayLike<number>
  readonly endsUs: ArrayLike<number>
}

export interface TalkTrack {
  readonly spans: SpanIndex
  /** Who speaks, by the index's position. */
  readonly people: Int16Array
  /** Who speaks most in a cell, −1 nobody; each level's cells are twice as long as those before. */
  readonly levels: readonly TalkLevel[]
  /** Every start and end, ascending. */
  readonly edges: Float64Array
}

export interface TalkLevel {
  readonly cellUs: number
  readonly people: Int16Array
}

const FIRST_CELL_US = 500_000

function findDominant(time: readonly Float32Array[], cells: number): Int16Array {
  const people = new Int16Array(cells).fill(-1)
  const most = new Float32Array(cells)
  time.forEach((spoken, person) => {
    for (let cell = 0; cell < cells; cell++) {
      if (spoken[cell]! <= most[cell]!) continue
      most[cell] = spoken[cell]!
      people[cell] = person
    }
  })
  return people
}

function halve(spoken: Float32Array, cells: number): Float32Array<ArrayBuffer> {
  const next = new Float32Array(cells)
  for (let cell = 0; cell < spoken.length; cell++) next[cell >> 1]! += spoken[cell]!
  return next
}

function buildLevels(speakers: readonly Speaker[], durationUs: number): TalkLevel[] {
  let cells = Math.max(1, Math.ceil(durationUs / FIRST_CELL_US))
  const count = speakers.reduce((most, { person }) => Math.max(most, person + 1), 0)
  let time = Array.from({ length: count }, () => new Float32Array(cells))
  for (const { person, startsUs, endsUs } of speakers) {
    for (let k = 0; k < startsUs.length; k++) {
      const [start, end] = [Math.max(0, startsUs[k]!), Math.min(durationUs, endsUs[k]!)]
      for (let cell = Math.floor(start / FIRST_CELL_US); cell * FIRST_CELL_US < end; cell++) {
        const from = Math.max(start, cell * FIRST_CELL_US)
        time[person]![cell]! += Math.min(end, (cell + 1) * FIRST_CELL_US) - from
      }
    }
  }
  const levels = [{ cellUs: FIRST_CELL_US, people: findDominant(time, cells) }]
  while (cells > 64) {
    cells = Math.ceil(cells / 2)
    time = time.map((spoken) => halve(spoken, cells))
    levels.push({ cellUs: levels.at(-1)!.cellUs * 2, people: findDominant(time, cells) })
  }
  return levels
}

/** Puts everyone's utterances on one row. */
export function buildTalk(speakers: readonly Speaker[], durationUs: number): TalkTrack {
  const all = speakers.flatMap(({ person, startsUs, endsUs }) =>
    Array.from(startsUs, (start, k) => ({ start, end: endsUs[k]!, person })),
  )
  all.sort((a, b) => a.start - b.start)
  const starts = Float64Array.from(all, ({ start }) => start)
  const ends = Float64Array.from(all, ({ end }) => end)
  const edges = new Float64Array(all.length * 2)
  edges.set(starts)
  edges.set(ends, all.length)
  return {
    spans: buildSpanIndex(starts, ends),
    people: Int16Array.from(all, ({ person }) => person),
    levels: buildLevels(speakers, durationUs),
    edges: edges.sort(),
  }
}
