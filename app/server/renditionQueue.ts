/**
 * Renditions made in the background: one at a time, what a page asked for last first, in its order. What was asked for
 * is made also when the page has closed. The files are the store's; this holds only what is still to be made.
 */
import { UserError } from '../../core/model/index.ts'
import type { RenditionLevel, RenditionsAnswer, RenditionState } from '../../core/protocol/rendition.ts'
import type {
  FailedRendition,
  RenditionStore,
  StoredRendition,
} from '../../ingest/renditions/rendition.types.ts'
import { createRenditionRate } from './renditionRate.ts'

export interface RenditionWish {
  readonly recordingId: string
  readonly level: RenditionLevel
  readonly mediaSeconds: number
}

export interface RenditionQueue {
  /** What is there of one, without looking at the bucket. Throws UserError `recording_missing`, `withheld`. */
  find(recordingId: string, level: RenditionLevel): Promise<StoredRendition | FailedRendition | undefined>
  /**
   * Puts what is not there yet before all else that waits, in this order, and says how each stands. Waits for none.
   * `isAhead`: nobody looks at it yet, so it is put behind all else. `isRetry`: what failed is tried anew.
   */
  ask(
    wishes: readonly RenditionWish[],
    how?: { readonly isAhead?: boolean; readonly isRetry?: boolean },
  ): Promise<RenditionsAnswer>
  /** How one stands; asks for nothing. */
  look(wish: RenditionWish): Promise<RenditionState>
  /** Resolves when nothing is being made and the child has ended. */
  settled(): Promise<void>
}

interface Pending extends RenditionWish {
  readonly key: string
  askedAtMs: number
  share: number
  /** Of one whose store failed: when it is tried again, and why it failed. */
  restsUntilMs: number
  message: string | undefined
}

interface Making {
  readonly pending: Pending
  readonly abort: AbortController
  readonly begunMs: number
}

/** A store that does not answer now may answer later. */
const RETRY_MS = 300_000
/** A page that still shows what it asked for asks again well within this. */
const FORGOTTEN_MS = 6000
/** What is nearly done is finished, whoever waits. */
const NEARLY_DONE = 0.8
/** The beginning is the child's own: what is extrapolated from less than this share, or these seconds, is no estimate. */
const TELLING_SHARE = 0.25
const TELLING_SECONDS = 5
/** Asking again would not help until something else changes. */
const FINAL_CODES = new Set(['withheld', 'recording_missing'])

export function createRenditionQueue(options: {
  readonly store: RenditionStore
  readonly closing: AbortSignal
  /** Wall time, ms. */
  readonly now?: () => number
}): RenditionQueue {
  const { store, closing, now = Date.now } = options
  const rate = createRenditionRate()
  let waiting: Pending[] = []
  let making: Making | undefined
  let work: Promise<void> = Promise.resolve()
  let resting: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  closing.addEventListener(
    'abort',
    () => {
      clearTimeout(timer)
      making?.abort.abort(closing.reason)
      resting = store.rest()
    },
    { once: true },
  )

  function pump(): void {
    if (making || closing.aborted) return
    clearTimeout(timer)
    const next = waiting.find(({ restsUntilMs }) => restsUntilMs <= now())
    if (!next) return restStore()
    waiting = waiting.filter((one) => one !== next)
    next.share = 0
    next.message = undefined
    making = { pending: next, abort: new AbortController(), begunMs: now() }
    work = make(making).finally(() => {
      making = undefined
      pump()
    })
  }

  function restStore(): void {
    resting = store.rest()
    if (waiting.length === 0) return
    const soonestMs = Math.min(...waiting.map(({ restsUntilMs }) => restsUntilMs))
    timer = setTimeout(pump, Math.max(0, soonestMs - now())).unref()
  }

  async function make({ pending, abort, begunMs }: Making): Promise<void> {
    const { recordingId, level, mediaSeconds } = pending
    try {
      // It may be there already: made on the command line, or asked for twice.
      if (await store.find(recordingId, level)) return
      const onShare = (share: number): void => void (pending.share = share)
      const made = await store.make(recordingId, level, { signal: abort.signal, onShare })
      if ('file' in made) rate.learn(level, mediaSeconds, (now() - begunMs) / 1000)
    } catch (error) {
      if (abort.signal.aborted || (error instanceof UserError && FINAL_CODES.has(error.code))) return
      pending.restsUntilMs = now() + RETRY_MS
      pending.message = error instanceof Error ? error.message : String(error)
      waiting.push(pending)
    }
  }

  /** Stops the one under way for `urgent` where no page shows it any more; what it came to is made again later. */
  function giveWay(urgent: readonly Pending[]): void {
    if (!making || urgent.length === 0) return
    const { pending, abort } = making
    if (now() - pending.askedAtMs < FORGOTTEN_MS || pending.share >= NEARLY_DONE || abort.signal.aborted)
      return
    waiting.splice(urgent.length, 0, { ...pending, share: 0 })
    abort.abort(new UserError('cancelled', 'something more urgent is made first'))
  }

  function enqueue(wishes: readonly RenditionWish[], isAhead: boolean): void {
    const known = new Map(waiting.map((pending) => [pending.key, pending]))
    const wanted: Pending[] = []
    for (const wish of wishes) {
      const key = keyOf(wish)
      const isMade = making?.pending.key === key && !making.abort.signal.aborted
      const fresh = { ...wish, key, share: 0, restsUntilMs: 0, message: undefined }
      const pending = isMade ? making!.pending : (known.get(key) ?? { ...fresh, askedAtMs: -Infinity })
      if (!isAhead) pending.askedAtMs = now()
      if (!isMade) wanted.push(pending)
    }
    if (isAhead) waiting.push(...wanted.filter(({ key }) => !known.has(key)))
    else {
      waiting = [...wanted, ...waiting.filter((pending) => !wanted.includes(pending))]
      giveWay(wanted.filter(({ restsUntilMs }) => restsUntilMs <= now()))
    }
    pump()
  }

  function describe(wish: RenditionWish): RenditionState {
    const key = keyOf(wish)
    if (making?.pending.key === key && !making.abort.signal.aborted)
      return { ...unready(wish), state: 'making', share: making.pending.share }
    const { message, restsUntilMs } = waiting.find((pending) => pending.key === key) ?? {}
    if (message === undefined) return { ...unready(wish), state: 'waiting' }
    return { ...failed(wish, message), retryInS: Math.max(0, Math.ceil((restsUntilMs! - now()) / 1000)) }
  }

  const isAsked = (wish: RenditionWish): boolean =>
    [making?.pending, ...waiting].some((pending) => pending?.key === keyOf(wish))

  /** What its store or its file failed by may be over. */
  async function forgetFailures(wishes: readonly RenditionWish[]): Promise<void> {
    const keys = new Set(wishes.map(keyOf))
    for (const pending of waiting) {
      if (!keys.has(pending.key)) continue
      pending.restsUntilMs = 0
      pending.message = undefined
    }
    // One that must not be shown, or is gone, is told of below.
    await Promise.allSettled(wishes.map(({ recordingId, level }) => store.forgetFailure(recordingId, level)))
  }

  /** The one under way is done before any wish; null where nothing was measured yet. */
  function estimate(wishes: readonly RenditionWish[]): number | null {
    const remaining = making ? estimateMaking(making) : 0
    const seconds = wishes
      .filter((wish) => describe(wish).state === 'waiting')
      .map(({ level, mediaSeconds }) => rate.estimate(level, mediaSeconds) ?? estimateByShare(mediaSeconds))
    if (remaining === undefined || seconds.includes(undefined)) return null
    return seconds.reduce<number>((sum, one) => sum + one!, remaining)
  }

  /** Of the one under way: s for the rest of it where that can be told by itself. */
  function extrapolate({ pending: { share }, begunMs }: Making): number | undefined {
    const spent = (now() - begunMs) / 1000
    const isTelling = share >= TELLING_SHARE || (share > 0 && spent >= TELLING_SECONDS)
    return isTelling ? (spent * (1 - share)) / share : undefined
  }

  function estimateMaking(one: Making): number | undefined {
    const left = extrapolate(one)
    if (left !== undefined) return left
    const { pending, begunMs } = one
    const spent = (now() - begunMs) / 1000
    const whole = rate.estimate(pending.level, pending.mediaSeconds)
    return whole === undefined ? undefined : Math.max(0, whole - spent)
  }

  /** By the one under way alone, where none was finished yet. */
  function estimateByShare(mediaSeconds: number): number | undefined {
    const left = making && extrapolate(making)
    if (!making || left === undefined) return undefined
    const whole = left + (now() - making.begunMs) / 1000
    return (whole * mediaSeconds) / making.pending.mediaSeconds
  }

  const isBusy = (): boolean => making !== undefined

  return {
    find: (recordingId, level) => store.find(recordingId, level),
    look: async (wish) =>
      (await look(store, wish)) ?? (isAsked(wish) ? describe(wish) : { ...unready(wish), state: 'none' }),
    async ask(wishes, { isAhead = false, isRetry = false } = {}) {
      if (isRetry) await forgetFailures(wishes)
      const found = await Promise.all(wishes.map((wish) => look(store, wish)))
      const open = wishes.filter((_, at) => found[at] === undefined)
      if (!closing.aborted) enqueue(open, isAhead)
      return {
        states: wishes.map((wish, at) => found[at] ?? describe(wish)),
        left: waiting.length + (making ? 1 : 0),
        secondsLeft: estimate(open),
      }
    },
    async settled() {
      while (isBusy()) await work
      await resting
    },
  }
}

const keyOf = ({ recordingId, level }: RenditionWish): string => `${recordingId} ${level}`

/** Nothing is there. */
export const unready = ({
  recordingId,
  level,
}: Pick<RenditionWish, 'recordingId' | 'level'>): RenditionState => ({
  recordingId,
  level,
  state: 'waiting',
  version: null,
  widthPx: null,
  heightPx: null,
  sizeBytes: null,
  share: null,
  message: null,
  retryInS: null,
})

const failed = (wish: RenditionWish, message: string): RenditionState => ({
  ...unready(wish),
  state: 'failed',
  message,
})

/** What the store has; undefined where it is still to be made. */
async function look(store: RenditionStore, wish: RenditionWish): Promise<RenditionState | undefined> {
  try {
    const found = await store.find(wish.recordingId, wish.level)
    if (found === undefined) return undefined
    if ('failed' in found) return failed(wish, found.failed)
    const { version, widthPx, heightPx, sizeBytes } = found
    return { ...unready(wish), state: 'ready', version, widthPx, heightPx, sizeBytes }
  } catch (error) {
    if (error instanceof UserError) return failed(wish, error.message)
    throw error
  }
}
