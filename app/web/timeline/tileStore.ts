/**
 * Tiles of files in levels of detail: asked for by whoever looks, read a few at a time, kept up to a limit of bytes.
 * Who looks names itself; what nobody looks for any more is not read, and what is being read for nobody is given up.
 * Neighbouring tiles of one level are one request. What is kept is bounded whatever the number of subjects.
 */
export interface TileRun {
  readonly subject: string
  readonly level: number
  /** Tiles `first … first + count − 1`. */
  readonly first: number
  readonly count: number
}

/** Reads the tiles of a run, in order; rejects where they cannot be had. */
export type ReadTiles<Tile> = (run: TileRun, signal: AbortSignal) => Promise<readonly Tile[]>

export interface TileStore<Tile> {
  /** The tile where it is here; `failed` where it could not be had lately. Within a look it is asked for. */
  find(subject: string, level: number, tile: number): Tile | 'loading' | 'failed'
  /** The same without asking; undefined where it is not here. */
  peek(subject: string, level: number, tile: number): Tile | undefined
  /** Runs a synchronous look: what it finds missing takes the place of what this viewer asked for before. */
  look<Result>(viewer: object, work: () => Result): Result
  /** Says that a viewer is gone, and wants nothing. */
  leave(viewer: object): void
  /** Calls the listener after each answer; returns how to stop. */
  subscribe(listener: () => void): () => void
  /** What is kept now. */
  sizeBytes(): number
}

export interface TileStoreOptions<Tile> {
  readonly read: ReadTiles<Tile>
  readonly sizeOf: (tile: Tile) => number
  readonly limitBytes: number
  /** Monotonic, ms. */
  readonly now?: () => number
}

interface Wanted {
  readonly subject: string
  readonly level: number
  readonly tile: number
}
interface Running {
  readonly keys: readonly string[]
  readonly scope: AbortController
}

const AT_ONCE = 4
const MOST_IN_RUN = 8
/** A failed tile is not asked for again sooner. */
const RETRY_MS = 5000

const keyOf = (subject: string, level: number, tile: number): string => `${subject}|${level}|${tile}`

export function createTileStore<Tile extends object>({
  read,
  sizeOf,
  limitBytes,
  now = () => performance.now(),
}: TileStoreOptions<Tile>): TileStore<Tile> {
  /** The least lately seen first. */
  const kept = new Map<string, { tile: Tile; bytes: number }>()
  const failed = new Map<string, number>()
  const wants = new Map<object, ReadonlyMap<string, Wanted>>()
  const running = new Set<Running>()
  const listeners = new Set<() => void>()
  let asked: Map<string, Wanted> | undefined
  let bytes = 0
  let isPumping = false

  function keep(key: string, tile: Tile): void {
    failed.delete(key)
    bytes -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
    const size = sizeOf(tile)
    kept.set(key, { tile, bytes: size })
    bytes += size
    for (const [oldest, entry] of kept) {
      if (bytes <= limitBytes || oldest === key) break
      kept.delete(oldest)
      bytes -= entry.bytes
    }
  }

  function see(key: string): Tile | undefined {
    const entry = kept.get(key)
    if (!entry) return undefined
    kept.delete(key)
    kept.set(key, entry)
    return entry.tile
  }

  const isWanted = (key: string): boolean => [...wants.values()].some((wanted) => wanted.has(key))
  const isRunning = (key: string): boolean => [...running].some(({ keys }) => keys.includes(key))

  const isOpen = (key: string): boolean => !kept.has(key) && !failed.has(key) && !isRunning(key)
  const countBusy = (): number => [...running].filter(({ scope }) => !scope.signal.aborted).length

  /** The next run: who looked last comes first, then what was asked for first. */
  function nextRun(): TileRun | undefined {
    for (const wanted of [...wants.values()].toReversed()) {
      for (const [key, { subject, level, tile }] of wanted) {
        if (!isOpen(key)) continue
        const isNext = (at: number): boolean => {
          const other = keyOf(subject, level, at)
          return wanted.has(other) && isOpen(other)
        }
        let first = tile
        let end = tile + 1
        while (end - first < MOST_IN_RUN && isNext(end)) end++
        while (end - first < MOST_IN_RUN && isNext(first - 1)) first--
        return { subject, level, first, count: end - first }
      }
    }
    return undefined
  }

  async function start(run: TileRun): Promise<void> {
    const { subject, level, first, count } = run
    const keys = Array.from({ length: count }, (_, k) => keyOf(subject, level, first + k))
    const one: Running = { keys, scope: new AbortController() }
    running.add(one)
    const tiles = await read(run, one.scope.signal).catch(() => undefined)
    running.delete(one)
    if (!one.scope.signal.aborted) {
      keys.forEach((key, k) => {
        const tile = tiles?.[k]
        if (tile) keep(key, tile)
        else failed.set(key, now())
      })
      for (const listener of listeners) listener()
    }
    pump()
  }

  function pump(): void {
    for (const one of running) if (!one.keys.some(isWanted)) one.scope.abort()
    while (countBusy() < AT_ONCE) {
      const run = nextRun()
      if (!run) return
      void start(run)
    }
  }

  function pumpSoon(): void {
    if (isPumping) return
    isPumping = true
    queueMicrotask(() => {
      isPumping = false
      pump()
    })
  }

  return {
    find(subject, level, tile) {
      const key = keyOf(subject, level, tile)
      const here = see(key)
      if (here) return here
      const failedAt = failed.get(key)
      if (failedAt !== undefined && now() - failedAt < RETRY_MS) return 'failed'
      failed.delete(key)
      asked?.set(key, { subject, level, tile })
      return 'loading'
    },
    peek: (subject, level, tile) => see(keyOf(subject, level, tile)),
    look(viewer, work) {
      const outer = asked
      const mine = new Map<string, Wanted>()
      asked = mine
      try {
        return work()
      } finally {
        asked = outer
        const before = wants.get(viewer)
        wants.delete(viewer)
        if (mine.size > 0) wants.set(viewer, mine)
        if (mine.size > 0 || before) pumpSoon()
      }
    },
    leave(viewer) {
      if (wants.delete(viewer)) pumpSoon()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    sizeBytes: () => bytes,
  }
}
