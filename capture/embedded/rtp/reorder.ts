/**
 * Brings packets into the order in which they were sent, waits for the repair of lost ones (NACK, RFC 4585), and says
 * exactly which never came. Nothing is played live here, so a gap is kept open for long; what must not wait that long
 * is the question for a key frame, and `isOverdue` says when repair, as it went lately, should have come. What is
 * missing before a held packet that makes a new start is waited for still, but no reason for another.
 */
import { createUnwrapper } from './sequence.ts'

export interface ReorderOptions<T> {
  /** A gap older than this is a loss. */
  readonly limitNs: bigint
  /** A gap is not overdue before this; so long, too, the first packet waits for earlier ones. */
  readonly leastNs: bigint
  /** Whether nothing before this packet is needed for those after it; never where it is not given. */
  isStart?(packet: T): boolean
  onPacket(packet: T): void
  /** So many packets will not come any more; undefined where the sender began to count anew. */
  onLost(count: number | undefined): void
}

export interface Reorder<T> {
  push(sequenceNumber: number, packet: T, arrivalNs: bigint): void
  /** Releases what is in order, and gives up gaps that are too old. */
  drain(nowNs: bigint): void
  /** Releases everything: nothing follows. */
  flush(): void
  /** Whether a gap is open for longer than repair has lately taken; of those after the last start that is held. */
  isOverdue(nowNs: bigint): boolean
  /** Whether a start is held: it waits for what is missing before it. */
  readonly holdsStart: boolean
  /** Packets that came twice, or after they had been given up. */
  readonly repeated: number
  /** Packets that filled a gap, repaired or only late. */
  readonly repaired: number
}

/** RFC 3550 A.1: so far behind, a packet is no late one but of a sender that started again. */
const MOST_MISORDER = 3000

export function createReorder<T>(options: ReorderOptions<T>): Reorder<T> {
  const { limitNs, leastNs, onPacket, onLost } = options
  const held = new Map<number, { readonly packet: T; readonly arrivalNs: bigint }>()
  const starts = new Set<number>()
  let unwrapper = createUnwrapper(16)
  let firstNs: bigint | undefined
  let next: number | undefined
  let highest: number | undefined
  let gapNs: bigint | undefined
  let usualNs = 0n
  let strayNumber: number | undefined
  let repeated = 0
  let repaired = 0

  /** Since when something is missing after `start`; undefined where nothing is. */
  const findGapAfter = (start: number): bigint | undefined => {
    let missing = start + 1
    while (held.has(missing)) missing++
    let sinceNs: bigint | undefined
    for (const [at, { arrivalNs }] of held)
      if (at > missing && (sinceNs === undefined || arrivalNs < sinceNs)) sinceNs = arrivalNs
    return sinceNs
  }
  /** Of the gap that holds the rest up; negative where there is none. */
  const ageNs = (nowNs: bigint): bigint => (gapNs === undefined ? -1n : nowNs - gapNs)
  const release = (): void => {
    for (let one = held.get(next!); one !== undefined; one = held.get(next!)) {
      held.delete(next!)
      starts.delete(next!)
      next!++
      gapNs = undefined
      onPacket(one.packet)
    }
    if (held.size === 0 || gapNs !== undefined) return
    for (const { arrivalNs } of held.values()) if (gapNs === undefined || arrivalNs < gapNs) gapNs = arrivalNs
  }
  const giveUp = (): void => {
    const first = Math.min(...held.keys())
    onLost(first - next!)
    next = first
    gapNs = undefined
    release()
  }
  const flush = (): void => {
    if (held.size === 0) return
    next ??= Math.min(...held.keys())
    release()
    while (held.size > 0) giveUp()
  }
  const restart = (): void => {
    flush()
    onLost(undefined)
    unwrapper = createUnwrapper(16)
    firstNs = next = highest = gapNs = strayNumber = undefined
  }
  const drain = (nowNs: bigint): void => {
    if (next === undefined) {
      if (firstNs === undefined || nowNs - firstNs < leastNs) return
      next = Math.min(...held.keys())
    }
    release()
    while (ageNs(nowNs) >= limitNs) giveUp()
  }
  return {
    drain,
    flush,
    push(sequenceNumber, packet, arrivalNs) {
      if (next !== undefined && Math.abs(unwrapper.peek(sequenceNumber) - next) > MOST_MISORDER) {
        const follows = strayNumber !== undefined && sequenceNumber === ((strayNumber + 1) & 0xffff)
        strayNumber = sequenceNumber
        if (!follows) return
        restart()
      }
      const at = unwrapper.next(sequenceNumber)
      if ((next !== undefined && at < next) || held.has(at)) {
        repeated++
        return
      }
      firstNs ??= arrivalNs
      if (highest !== undefined && at < highest) repaired++
      if (highest === undefined || at > highest) highest = at
      if (at === next && gapNs !== undefined) {
        const tookNs = arrivalNs - gapNs
        usualNs = tookNs > usualNs ? tookNs : (usualNs * 15n + tookNs) / 16n
      }
      held.set(at, { packet, arrivalNs })
      if (options.isStart?.(packet)) starts.add(at)
      drain(arrivalNs)
    },
    isOverdue(nowNs) {
      const expectedNs = 2n * usualNs
      const mostNs = expectedNs > leastNs ? expectedNs : leastNs
      if (starts.size === 0) return ageNs(nowNs) > mostNs
      const sinceNs = findGapAfter(Math.max(...starts))
      return sinceNs !== undefined && nowNs - sinceNs > mostNs
    },
    get holdsStart() {
      return starts.size > 0
    },
    get repeated() {
      return repeated
    },
    get repaired() {
      return repaired
    },
  }
}
