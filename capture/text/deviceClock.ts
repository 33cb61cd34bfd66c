/**
 * The recorder's side of the clock exchange with our own pages (`core/protocol/clockExchange.ts`): an `ask` is answered
 * at once with when it arrived (t2) and when the answer left (t3); a `report` that brings back exactly what was
 * answered becomes a `clock` event of the journal. Whatever else anybody sends on the topic is refused and counted. A
 * page can still lie about its own clock, t1 and t4: that harms the placing of nobody's recordings but its own.
 */
import type { ClockExchange } from '../../core/formats/index.ts'
import {
  CLOCK_TOPIC,
  decodeClockMessage,
  encodeClockMessage,
  measureExchange,
  type ClockAsk,
  type ClockReport,
} from '../../core/protocol/clockExchange.ts'
import { decodeHealth, HEALTH_TOPIC, type HealthMessage } from '../../core/protocol/health.ts'
import type { DataPacketIn, WallClock } from '../model/media.ts'

export type ClockRefusal =
  | 'sender_unknown'
  | 'unreadable'
  | 'not_asked'
  | 'time_reversed'
  | 'round_trip_too_long'

export interface DeviceClockOptions {
  readonly clock: WallClock
  /** Sends to one identity alone, unreliably: a late answer is worth nothing. */
  readonly send: (identity: string, topic: string, payload: Uint8Array) => void
  readonly onExchange: (identity: string, exchange: ClockExchange) => void
  /** What a page measured of its own tracks, for alerts. */
  readonly onHealth?: (identity: string, message: HealthMessage) => void
  readonly onRefused?: (identity: string | undefined, refusal: ClockRefusal) => void
}

export interface DeviceClocks {
  /** Takes every packet of the room; says whether it was one of the machine's topics. */
  onPacket(packet: DataPacketIn): boolean
  /** Forgets what was answered to someone who left. */
  forget(identity: string): void
}

/** A round trip above this says nothing worth keeping. */
const LONGEST_ROUND_TRIP_NS = 5_000_000_000n
/** Browsers round their clocks to 0.1 ms, some to 1 ms: a round trip may come out this much below nothing. */
const CLOCK_GRAIN_NS = 1_000_000n
/** Answers that a page may still report, the newest of each; above that the oldest are forgotten. */
const OPEN_ANSWERS = 16

interface Answered {
  readonly t1Ns: bigint
  readonly t2Ns: bigint
  readonly t3Ns: bigint
}

export function openDeviceClocks(options: DeviceClockOptions): DeviceClocks {
  const answered = new Map<string, Answered[]>()

  const answer = (identity: string, { t1Ns }: ClockAsk, arrivalNs: bigint): void => {
    const open = answered.get(identity) ?? []
    const t3Ns = options.clock.nowNs()
    const one = { t1Ns, t2Ns: arrivalNs, t3Ns }
    answered.set(identity, [...open.slice(1 - OPEN_ANSWERS), one])
    options.send(identity, CLOCK_TOPIC, encodeClockMessage({ type: 'answer', ...one }))
  }
  const take = (identity: string, report: ClockReport): ClockRefusal | undefined => {
    const open = answered.get(identity) ?? []
    const index = open.findIndex(
      ({ t1Ns, t2Ns, t3Ns }) => t1Ns === report.t1Ns && t2Ns === report.t2Ns && t3Ns === report.t3Ns,
    )
    if (index < 0) return 'not_asked'
    // Reported once, whatever comes of it.
    answered.set(identity, open.toSpliced(index, 1))
    const { roundTripNs } = measureExchange(report)
    if (report.t4Ns < report.t1Ns || roundTripNs < -CLOCK_GRAIN_NS) return 'time_reversed'
    if (roundTripNs > LONGEST_ROUND_TRIP_NS) return 'round_trip_too_long'
    const { t1Ns, t2Ns, t3Ns, t4Ns } = report
    options.onExchange(identity, { t1Ns, t2Ns, t3Ns, t4Ns })
    return undefined
  }
  const onClock = (packet: DataPacketIn): ClockRefusal | undefined => {
    if (packet.sender === undefined) return 'sender_unknown'
    const message = decodeClockMessage(packet.payload)
    if (message?.type === 'ask') {
      answer(packet.sender, message, packet.arrivalNs)
      return undefined
    }
    return message?.type === 'report' ? take(packet.sender, message) : 'unreadable'
  }
  return {
    onPacket(packet) {
      if (packet.topic === CLOCK_TOPIC) {
        const refusal = onClock(packet)
        if (refusal) options.onRefused?.(packet.sender, refusal)
        return true
      }
      if (packet.topic !== HEALTH_TOPIC) return false
      const health = decodeHealth(packet.payload)
      if (health && packet.sender !== undefined) options.onHealth?.(packet.sender, health)
      else options.onRefused?.(packet.sender, 'unreadable')
      return true
    },
    forget: (identity) => void answered.delete(identity),
  }
}
