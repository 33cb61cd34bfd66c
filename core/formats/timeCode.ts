/**
 * The time in a code that a picture carries (a QR code on a screen): ISO 8601 with a zone, a number of seconds, ms,
 * µs or ns since 1970, a JSON object that holds one, or `lockstep:<µs since 1970>[@<identity>]`, where the identity
 * names the device whose clock it is. Anything else is no time code.
 */
import { readEpoch } from '../time/index.ts'
import { readRfc3339 } from './fields.ts'
import { findSenderNs } from './senderTime.ts'

export interface TimeCode {
  readonly ns: bigint
  /** How finely it is written. */
  readonly resolutionNs: bigint
  /** Whose clock; undefined: it does not say, and means UTC. */
  readonly identity: string | undefined
}

const OURS = /^lockstep:(\d{15,16})(?:@(.{1,256}))?$/s
const NS_PER = { s: 1_000_000_000n, ms: 1_000_000n, us: 1_000n, ns: 1n } as const

/** Undefined where the text is no time between the years 2000 and 2100. */
export function parseTimeCode(text: string): TimeCode | undefined {
  const trimmed = text.trim()
  const ours = OURS.exec(trimmed)
  if (ours) {
    const epoch = readEpoch(ours[1]!)
    return epoch && { ns: epoch.ns, resolutionNs: 1_000n, identity: ours[2] }
  }
  const epoch = readEpoch(trimmed)
  if (epoch) {
    const digits = BigInt(trimmed.split('.')[1]?.length ?? 0)
    const unit = NS_PER[epoch.unit] / 10n ** digits
    return { ns: epoch.ns, resolutionNs: unit > 1n ? unit : 1n, identity: undefined }
  }
  const ns = readRfc3339(trimmed)
  if (ns !== undefined) {
    if (!readEpoch(ns)) return undefined
    const digits = /\.(\d{1,9})/.exec(trimmed)?.[1]?.length ?? 0
    return { ns, resolutionNs: 10n ** BigInt(9 - digits), identity: undefined }
  }
  const inside = findSenderNs(trimmed)
  // How finely a member was written is lost; a page writes milliseconds.
  return inside === undefined
    ? undefined
    : { ns: inside, resolutionNs: inside % 1_000_000_000n === 0n ? NS_PER.s : NS_PER.ms, identity: undefined }
}
