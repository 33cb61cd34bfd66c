/**
 * The page's side of the clock exchange (core/protocol/clockExchange.ts): asks every ten seconds, takes the answer to
 * its latest question, reports the four readings. Pure but for the adapter at the end, which owns the timer.
 */
import {
  CLOCK_TOPIC,
  decodeClockMessage,
  encodeClockMessage,
  RECORDER_IDENTITY,
  type ClockAsk,
  type ClockReport,
} from '../../../core/protocol/clockExchange.ts'
import { readPageClock } from './pageClock.ts'

const EVERY_MS = 10_000
/** A question that old is answered no more: its answer has waited somewhere. */
const LONGEST_NS = 5_000_000_000n

/** The question that stands open, if one does. */
export interface Asking {
  readonly openT1Ns: bigint | undefined
}
export const NOT_ASKING: Asking = { openT1Ns: undefined }

export const askClock = (nowNs: bigint): { readonly asking: Asking; readonly send: ClockAsk } => ({
  asking: { openT1Ns: nowNs },
  send: { type: 'ask', t1Ns: nowNs },
})

/** Takes a payload that came at `nowNs`; `send` is there when it answers the open question. */
export function takeClockMessage(
  asking: Asking,
  payload: Uint8Array,
  nowNs: bigint,
): { readonly asking: Asking; readonly send: ClockReport | undefined } {
  const message = decodeClockMessage(payload)
  if (message?.type !== 'answer' || message.t1Ns !== asking.openT1Ns) return { asking, send: undefined }
  const { t1Ns, t2Ns, t3Ns } = message
  if (nowNs < t1Ns || nowNs - t1Ns > LONGEST_NS) return { asking: NOT_ASKING, send: undefined }
  return { asking: NOT_ASKING, send: { type: 'report', t1Ns, t2Ns, t3Ns, t4Ns: nowNs } }
}

/** Whether a data packet may be the recorder's: it is hidden, so the server names no sender, or names it as such. */
export const isOfRecorder = (identity: string | undefined): boolean =>
  identity === undefined || identity === '' || identity.startsWith(RECORDER_IDENTITY)

export interface ClockLine {
  /** A packet that is lost is asked for again ten seconds later, so that none waits for its repair. */
  send(payload: Uint8Array<ArrayBuffer>, reliable: boolean): Promise<void>
}

/** Asks at once and every ten seconds; returns what takes arriving packets, and what ends it. */
export function startClockExchange(line: ClockLine): {
  take(payload: Uint8Array, topic: string | undefined, identity: string | undefined): void
  stop(): void
} {
  let asking = NOT_ASKING
  const askNow = (): void => {
    const next = askClock(readPageClock())
    asking = next.asking
    void line.send(encodeClockMessage(next.send), false).catch(() => undefined)
  }
  askNow()
  const timer = setInterval(askNow, EVERY_MS)
  return {
    take(payload, topic, identity) {
      if (topic !== CLOCK_TOPIC || !isOfRecorder(identity)) return
      const next = takeClockMessage(asking, payload, readPageClock())
      asking = next.asking
      if (next.send !== undefined) void line.send(encodeClockMessage(next.send), true).catch(() => undefined)
    },
    stop: () => clearInterval(timer),
  }
}
