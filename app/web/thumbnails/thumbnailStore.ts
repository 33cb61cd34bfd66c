/**
 * The pictures of recordings, asked for as they are painted: first what there is of a recording (again by one timer
 * while the server makes it), then the sheets the view needs, decoded at the height they are drawn. One owner, which
 * disposes of it.
 */
import type { ThumbsAnswer } from '../../../core/protocol/thumbs.ts'
import type { Picture, Pictured, Thumbnails, ThumbnailState } from '../timeline/thumbnails.ts'
import { buildPictureIndex, findPicture, findStride, type PictureIndex } from './pictureIndex.ts'
import { createSheetCache, cutPictures, type Sheet } from './sheetCache.ts'
import type { ThumbnailSource } from './thumbnailSource.ts'

export interface ThumbnailStore extends Thumbnails {
  dispose(): void
}

interface Entry {
  readonly recording: Pictured
  readonly key: string
  state: ThumbnailState
  index: PictureIndex | undefined
  /** Device pixels its strip is drawn high. */
  heightPx: number
  /** Grows with each look at it: the highest was painted last. */
  lookedAt: number
  /** Keys of its sheets by number, at `heightPx` and as they are kept. */
  sheetKeys: string[]
  largeKeys: string[]
}

interface Wanted {
  readonly entry: Entry
  readonly sheet: number
  /** 0: as it is kept. */
  readonly heightPx: number
}

const CACHE_BYTES = 160e6
const DECODE_AT_ONCE = 3
/** Of the recordings painted last: what is off the screen may wait. */
const POLLED = 24
const SOONEST_MS = 400
const LATEST_MS = 1500
const RETRY_MS = 5000

export interface ThumbnailStoreOptions {
  readonly source: ThumbnailSource
  readonly now?: () => number
  readonly cacheBytes?: number
}

export function createThumbnailStore(options: ThumbnailStoreOptions): ThumbnailStore {
  const { source, now = () => performance.now(), cacheBytes = CACHE_BYTES } = options
  const entries = new Map<string, Entry>()
  const cache = createSheetCache(cacheBytes, now)
  const wanted = new Map<string, Wanted>()
  /** When a sheet could not be had. */
  const broken = new Map<string, number>()
  const listeners = new Set<() => void>()
  const life = new AbortController()
  let decoding = 0
  let looks = 0
  let asking = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitMs = SOONEST_MS
  let isAskPlanned = false

  const notify = (): void => listeners.forEach((listener) => listener())

  function look(recording: Pictured): Entry {
    let entry = entries.get(recording.recordingId)
    if (!entry || entry.recording.version !== recording.version) {
      const key = `${recording.recordingId} ${recording.version}`
      const fresh = { index: undefined, heightPx: 0, lookedAt: 0, sheetKeys: [], largeKeys: [] }
      entry = { recording, key, state: 'asking', ...fresh }
      entries.set(recording.recordingId, entry)
      planAsk()
    }
    entry.lookedAt = ++looks
    return entry
  }

  /** At the end of the paint that looked, so that all it looked at is asked for together. */
  function planAsk(): void {
    if (isAskPlanned) return
    isAskPlanned = true
    queueMicrotask(() => {
      isAskPlanned = false
      waitMs = SOONEST_MS
      clearTimeout(timer)
      void askAll()
    })
  }

  const isOpen = ({ state }: Entry): boolean =>
    state === 'asking' || state === 'waiting' || state === 'making'

  /** The server begins with what it was asked for last: so the topmost lane is asked for last. */
  async function askAll(): Promise<void> {
    if (asking || life.signal.aborted) return
    asking = true
    const open = [...entries.values()].filter(isOpen).sort((a, b) => b.lookedAt - a.lookedAt)
    let changed = false
    for (const entry of open.slice(0, POLLED)) {
      const answer = await source.ask(entry.recording, life.signal).catch(() => undefined)
      if (life.signal.aborted) return
      if (answer && take(entry, answer)) changed = true
    }
    asking = false
    if (changed) notify()
    waitMs = changed ? SOONEST_MS : Math.min(LATEST_MS, waitMs * 1.5)
    if ([...entries.values()].some(isOpen)) timer = setTimeout(() => void askAll(), waitMs)
  }

  /** Returns whether there is anything new to draw. */
  function take(entry: Entry, answer: ThumbsAnswer): boolean {
    const before = entry.state
    entry.state = answer.state === 'failed' ? 'none' : answer.state
    if (answer.state === 'ready') {
      entry.index = buildPictureIndex(answer)
      entry.largeKeys = Array.from({ length: answer.sheets }, (_, sheet) => `${entry.key} ${sheet}`)
    }
    return entry.state !== before
  }

  function want(entry: Entry, sheet: number, heightPx: number): void {
    const key = keyOf(entry, sheet, heightPx)
    if (wanted.has(key) || now() - (broken.get(key) ?? -Infinity) < RETRY_MS) return
    wanted.set(key, { entry, sheet, heightPx })
    queueMicrotask(pump)
  }

  const keyOf = (entry: Entry, sheet: number, heightPx: number): string =>
    (heightPx === 0 ? entry.largeKeys : entry.sheetKeys)[sheet]!

  function pump(): void {
    while (decoding < DECODE_AT_ONCE && !life.signal.aborted) {
      const next = [...wanted].findLast(([, { heightPx }]) => heightPx >= 0)
      if (!next || !cache.hasRoom()) return
      const [key, what] = next
      wanted.set(key, { ...what, heightPx: -1 })
      decoding++
      void decode(key, what).finally(() => {
        decoding--
        wanted.delete(key)
        pump()
      })
    }
  }

  async function decode(key: string, { entry, sheet, heightPx }: Wanted): Promise<void> {
    const { index } = entry
    // The lane got another height meanwhile.
    if (!index || (heightPx > 0 && heightPx !== entry.heightPx)) return
    const { thumbs, perSheet } = index
    const cell =
      heightPx === 0
        ? { widthPx: thumbs.widthPx, heightPx: thumbs.heightPx }
        : { widthPx: widthAt(index, heightPx), heightPx }
    const cells = Math.min(perSheet, thumbs.ptsUs.length - sheet * perSheet)
    const rows = Math.ceil(cells / thumbs.columns)
    const size = { widthPx: cell.widthPx * thumbs.columns, heightPx: cell.heightPx * rows }
    try {
      const image = await source.decode(
        entry.recording,
        sheet,
        heightPx === 0 ? undefined : size,
        life.signal,
      )
      if (life.signal.aborted) return image.close()
      cache.put(key, image, cutPictures(image, sheet, thumbs, cell), cell.heightPx)
      notify()
    } catch {
      broken.set(key, now())
    }
  }

  function setHeight(entry: Entry, heightPx: number): void {
    entry.heightPx = heightPx
    entry.sheetKeys = entry.largeKeys.map((key) => `${key} ${heightPx}`)
  }

  function getPicture(entry: Entry, picture: number, heightPx: number): Picture | undefined {
    const { perSheet } = entry.index!
    const number = Math.floor(picture / perSheet)
    const sheet: Sheet | undefined = cache.get(keyOf(entry, number, heightPx))
    if (!sheet) want(entry, number, heightPx)
    return sheet?.pictures[picture % perSheet]
  }

  return {
    aspectOf(recording) {
      const { index } = look(recording)
      return index && index.thumbs.widthPx / index.thumbs.heightPx
    },
    stateOf: (recording) => look(recording).state,
    find(recording, timeUs, slotUs, heightPx) {
      const entry = look(recording)
      const { index } = entry
      if (!index) return undefined
      const height = Math.min(index.thumbs.heightPx, Math.max(1, Math.round(heightPx)))
      if (entry.heightPx !== height || entry.sheetKeys.length === 0) setHeight(entry, height)
      const stride = findStride(index, slotUs)
      const best = findPicture(index, timeUs, stride)
      if (best < 0) return undefined
      const found = getPicture(entry, best, height)
      if (found) return found
      for (let coarser = stride * 2; coarser < index.timesUs.length * 2; coarser *= 2) {
        const picture = findPicture(index, timeUs, coarser)
        const sheet =
          picture < 0 ? undefined : cache.get(keyOf(entry, Math.floor(picture / index.perSheet), height))
        if (sheet) return sheet.pictures[picture % index.perSheet]
      }
      return undefined
    },
    findLarge(recording, timeUs) {
      const entry = look(recording)
      if (!entry.index) return undefined
      const picture = findPicture(entry.index, timeUs, 1)
      return picture < 0 ? undefined : getPicture(entry, picture, 0)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    dispose() {
      life.abort()
      clearTimeout(timer)
      listeners.clear()
      cache.dispose()
    },
  }
}

const widthAt = ({ thumbs }: PictureIndex, heightPx: number): number =>
  Math.max(1, Math.round((thumbs.widthPx * heightPx) / thumbs.heightPx))
