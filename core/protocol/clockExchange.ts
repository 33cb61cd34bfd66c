/**
 * The clock exchange of a page with the recorder of its room, over data packets of the topic `lockstep.clock`: NTP's
 * four readings (RFC 5905 §8), t1 and t4 by the page, t2 and t3 by the recorder. The page asks, the recorder answers,
 * the page reports all four, which the recorder writes down. On the wire: JSON, the readings as decimal text of
 * nanoseconds since 1970, each by the clock of who took it.
 *
 *   {"type":"ask","t1Ns":"1795252121441000000"}
 */
export const CLOCK_TOPIC = 'lockstep.clock'

/** How the identity of a room's recorder begins: whom a page asks, and whom it shows to nobody. */
export const RECORDER_IDENTITY = 'lockstep-recorder'

export interface ClockAsk {
  readonly type: 'ask'
  readonly t1Ns: bigint
}
export interface ClockAnswer {
  readonly type: 'answer'
  readonly t1Ns: bigint
  readonly t2Ns: bigint
  readonly t3Ns: bigint
}
export interface ClockReport {
  readonly type: 'report'
  readonly t1Ns: bigint
  readonly t2Ns: bigint
  readonly t3Ns: bigint
  readonly t4Ns: bigint
}
export type ClockMessage = ClockAsk | ClockAnswer | ClockReport

const READINGS = {
  ask: ['t1Ns'],
  answer: ['t1Ns', 't2Ns', 't3Ns'],
  report: ['t1Ns', 't2Ns', 't3Ns', 't4Ns'],
} as const

/** At most 19 digits: a reading fits a signed 64-bit number, as catalogs hold it. */
const DECIMAL = /^\d{1,19}$/

/** Returns the payload of a data packet, UTF-8. */
export function encodeClockMessage(message: ClockMessage): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(message, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  return new TextEncoder().encode(text)
}

/** Reads a payload; undefined for whatever is no message of an exchange. Never throws. */
export function decodeClockMessage(payload: Uint8Array): ClockMessage | undefined {
  const value = parseObject(payload)
  const type = value?.type
  if (value === undefined || (type !== 'ask' && type !== 'answer' && type !== 'report')) return undefined
  const readings: Record<string, bigint> = {}
  for (const name of READINGS[type]) {
    const text = value[name]
    if (typeof text !== 'string' || !DECIMAL.test(text)) return undefined
    readings[name] = BigInt(text)
  }
  return { type, ...readings } as ClockMessage
}

/** The recorder's clock − the page's, ns, and the time on the way, there and back: twice the bound of the error. */
export function measureExchange(exchange: Omit<ClockReport, 'type'>): {
  readonly offsetNs: bigint
  readonly roundTripNs: bigint
} {
  const { t1Ns, t2Ns, t3Ns, t4Ns } = exchange
  return { offsetNs: (t2Ns - t1Ns + (t3Ns - t4Ns)) / 2n, roundTripNs: t4Ns - t1Ns - (t3Ns - t2Ns) }
}

function parseObject(payload: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
