/**
 * Which packets of one RTP stream are missing and when to ask for each (RFC 4585 §6.2.1). Ours, since werift's own asks
 * every 5 ms, ten times, so that all is asked before an answer can come over a slow way; does not ask for audio; and
 * stops for good after a loss across the wrap of the sequence. LiveKit answers a packet at most three times, at least
 * 100 ms or a round trip apart, so asking is spread over about a second. What came before the first packet is asked
 * for too: it may have been lost or be late, and LiveKit passes over what it never sent.
 */
/** ms after it was found missing. The first waits for what is only late. */
const ASK_AFTER_MS = [15, 130, 260, 450, 700, 1000]
const FORGET_AFTER_MS = 1500
/** A jump beyond this is another stream or an outage that no buffer bridges. */
const MAX_GAP = 300

/** About a key frame of a small picture. */
const BEFORE_FIRST = 16

interface Missing {
  readonly since: number
  asked: number
}

export interface MissingPackets {
  /** Takes note of what arrived, ms on any monotonic clock. */
  arrived(sequenceNumber: number, nowMs: number): void
  /** What is to be asked for now; each at most six times. */
  takeDue(nowMs: number): number[]
  /** How many are still waited for. */
  readonly size: number
}

/** `beforeFirst`: so many are taken to be missing before the first that arrives. */
export function createMissingPackets(beforeFirst = BEFORE_FIRST): MissingPackets {
  const missing = new Map<number, Missing>()
  let newest: number | undefined
  return {
    get size() {
      return missing.size
    },
    arrived: (sequenceNumber, nowMs) => {
      if (newest === undefined) {
        newest = sequenceNumber
        for (let i = 1; i <= beforeFirst; i++)
          missing.set((sequenceNumber - i) & 0xffff, { since: nowMs, asked: 0 })
        return
      }
      const ahead = ((sequenceNumber - newest) << 16) >> 16
      if (ahead <= 0) {
        missing.delete(sequenceNumber)
        if (ahead > -MAX_GAP) return
      }
      if (Math.abs(ahead) > MAX_GAP) missing.clear()
      else for (let i = 1; i < ahead; i++) missing.set((newest + i) & 0xffff, { since: nowMs, asked: 0 })
      newest = sequenceNumber
    },
    takeDue: (nowMs) => {
      const due: number[] = []
      for (const [sequenceNumber, one] of missing) {
        const waited = nowMs - one.since
        if (waited > FORGET_AFTER_MS) missing.delete(sequenceNumber)
        else if (waited >= (ASK_AFTER_MS[one.asked] ?? Number.POSITIVE_INFINITY)) {
          one.asked++
          due.push(sequenceNumber)
        }
      }
      return due
    },
  }
}
