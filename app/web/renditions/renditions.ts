/**
 * What is known of a session's renditions: tells the server what the player wants, asks again while some of it is being
 * made, and offers what is ready. One owner, which disposes of it; it owns the one timer. Asks for nothing where nothing
 * is wanted or all that is wanted is ready or cannot be made.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RenditionsAnswer, RenditionState } from '../../../core/protocol/rendition.ts'
import { ServerProblem } from '../api/problem.ts'
import type { ReadyRendition, Renditions, RenditionWish } from '../playback/renditions.types.ts'
import { summarize, type RenditionProgress } from './progress.ts'
import { serverRenditions, type RenditionSource } from './renditionSource.ts'

export interface SessionRenditions extends Renditions {
  readonly progress: StoreApi<RenditionProgress>
  isKnown(recordingId: string): boolean
  /** Asks anew for what of the wanted failed, because a person wants it. */
  retry(): void
  /** The files of these recordings have changed: what is known of them may no longer be so. */
  renew(recordingIds: ReadonlySet<string>): void
  dispose(): void
}

export interface RenditionsOptions {
  readonly sessionId: string
  readonly mediaOrigin: string
  readonly source?: RenditionSource
  readonly page?: PageVisibility
}

export interface PageVisibility {
  isHidden(): boolean
  /** Returns the way off. */
  onChange(listener: () => void): () => void
}

interface Entry {
  /** Undefined until the server has said. */
  state: RenditionState | undefined
  ready: ReadyRendition | undefined
  /** The version that could not be played. */
  givenUp: string | undefined
  /** When a failed one is asked for again, by performance.now(); Infinity: only for a reason. */
  againMs: number
}

const APART_MS = 150
const POLL_MS = 1500
const HIDDEN_POLL_MS = 15_000
const RETRY_MS = 2000
const LONGEST_RETRY_MS = 16_000
/** What the server takes at once. */
const MOST = 500

export function createRenditions(options: RenditionsOptions): SessionRenditions {
  const { sessionId, mediaOrigin, source = serverRenditions(sessionId), page = browserPage } = options
  const entries = new Map<string, Entry>()
  const listeners = new Set<() => void>()
  const life = new AbortController()
  const progress = createStore<RenditionProgress>(() => summarize([], undefined))
  let offered = new Map<string, readonly ReadyRendition[]>()
  let wanted: readonly RenditionWish[] = []
  let answer: RenditionsAnswer | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = false
  let askedAtMs = -Infinity
  let failures = 0
  let isRetry = false

  const entryOf = (wish: RenditionWish): Entry => {
    const key = keyOf(wish)
    const entry = entries.get(key) ?? {
      state: undefined,
      ready: undefined,
      givenUp: undefined,
      againMs: Infinity,
    }
    entries.set(key, entry)
    return entry
  }
  const isOpen = (wish: RenditionWish): boolean => {
    const { state, againMs } = entryOf(wish)
    return state?.state !== 'ready' && (state?.state !== 'failed' || againMs <= performance.now())
  }

  function notify(): void {
    offered = new Map()
    for (const listener of listeners) listener()
  }

  function publish(): void {
    progress.setState(
      summarize(
        wanted.map((wish) => entryOf(wish).state),
        answer,
      ),
      true,
    )
  }

  function schedule(afterMs: number): void {
    clearTimeout(timer)
    if (asking || life.signal.aborted) return
    const now = performance.now()
    const restMs = wanted.some(isOpen)
      ? afterMs
      : Math.min(...wanted.map((wish) => entryOf(wish).againMs)) - now
    if (restMs < Infinity) timer = setTimeout(() => void ask(), Math.max(restMs, askedAtMs + APART_MS - now))
  }

  async function ask(): Promise<void> {
    const open = wanted.filter(isOpen)
    asking = true
    askedAtMs = performance.now()
    const before = wanted
    const retries = isRetry
    isRetry = false
    try {
      answer = await source.ask(open, life.signal, retries)
      failures = 0
      let isChanged = false
      for (const state of answer.states) if (take(state)) isChanged = true
      if (isChanged) notify()
    } catch (error) {
      if (life.signal.aborted) return
      if (error instanceof ServerProblem && error.status < 500) refuse(open, error.message)
      else {
        failures++
        isRetry ||= retries
        // What could not be played was perhaps only away with the server.
        for (const entry of entries.values()) entry.givenUp = undefined
      }
    } finally {
      asking = false
    }
    publish()
    if (wanted !== before) return schedule(0)
    const retryMs = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (failures - 1))
    schedule(failures > 0 ? retryMs : page.isHidden() ? HIDDEN_POLL_MS : POLL_MS)
  }

  /** Returns whether there is anything else to play. */
  function take(state: RenditionState): boolean {
    const entry = entryOf(state)
    const before = entry.ready
    const isLater = state.state === 'failed' && state.retryInS !== null
    entry.againMs = isLater ? performance.now() + Math.max(1, state.retryInS!) * 1000 : Infinity
    if (state.state === 'ready' && state.version !== null && state.version === entry.givenUp) {
      entry.state = { ...state, state: 'failed', message: 'It could not be played here.' }
      return false
    }
    entry.givenUp = undefined
    const isSame = entry.state?.state === 'ready' && entry.state.version === state.version
    if (state.state !== 'ready') entry.ready = undefined
    else if (!before || !isSame) entry.ready = offer(state)
    entry.state = state
    return entry.ready !== before
  }

  function offer({ recordingId, level, version, widthPx, heightPx }: RenditionState): ReadyRendition {
    const query = `v=${encodeURIComponent(version ?? '')}&r=${level}`
    return {
      recordingId,
      level,
      widthPx: widthPx ?? 0,
      heightPx: heightPx ?? 0,
      url: `${mediaOrigin}/media/${encodeURIComponent(recordingId)}?${query}`,
      loadIndex: () => source.loadIndex(recordingId, level, version ?? ''),
    }
  }

  /** Asking again would be refused again. */
  function refuse(wishes: readonly RenditionWish[], message: string): void {
    for (const wish of wishes) {
      const none = { version: null, widthPx: null, heightPx: null, sizeBytes: null, share: null }
      const entry = entryOf(wish)
      entry.state = { ...wish, ...none, state: 'failed', message, retryInS: null }
      entry.againMs = Infinity
    }
  }

  /** As if never heard of, but what is offered stays until the answer. */
  function forget(isMeant: (wish: RenditionWish) => boolean): void {
    for (const wish of wanted.filter(isMeant)) {
      const entry = entryOf(wish)
      const { state } = entry
      entry.state =
        state?.state === 'failed' ? { ...state, state: 'waiting', message: null, retryInS: null } : undefined
      entry.givenUp = undefined
      entry.againMs = Infinity
    }
    publish()
    schedule(0)
  }

  const stopWatching = page.onChange(() => {
    if (!page.isHidden()) schedule(0)
  })

  return {
    progress,
    ready(recordingId) {
      const known = offered.get(recordingId)
      if (known) return known
      const found = (['90', '180'] as const).flatMap(
        (level) => entries.get(keyOf({ recordingId, level }))?.ready ?? [],
      )
      offered.set(recordingId, found)
      return found
    },
    isKnown: (recordingId) =>
      failures > 0 ||
      wanted.every((wish) => wish.recordingId !== recordingId || entryOf(wish).state !== undefined),
    want(wishes) {
      const next = [...new Map(wishes.map((wish) => [keyOf(wish), wish])).values()].slice(0, MOST)
      if (next.map(keyOf).join() === wanted.map(keyOf).join()) return
      wanted = next
      publish()
      schedule(0)
    },
    retry() {
      isRetry = true
      forget((wish) => entryOf(wish).state?.state === 'failed')
    },
    renew: (recordingIds) => forget(({ recordingId }) => recordingIds.has(recordingId)),
    giveUp(rendition) {
      const entry = entryOf(rendition)
      if (entry.ready !== rendition) return
      entry.givenUp = entry.state?.version ?? undefined
      entry.ready = undefined
      entry.state = undefined
      offered.delete(rendition.recordingId)
      publish()
      schedule(0)
      queueMicrotask(notify)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    dispose() {
      clearTimeout(timer)
      stopWatching()
      life.abort()
      listeners.clear()
    },
  }
}

const keyOf = ({ recordingId, level }: RenditionWish): string => `${recordingId} ${level}`

const browserPage: PageVisibility = {
  isHidden: () => document.hidden,
  onChange(listener) {
    document.addEventListener('visibilitychange', listener)
    return () => document.removeEventListener('visibilitychange', listener)
  },
}
