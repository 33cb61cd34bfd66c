/**
 * H.264 in RTP (RFC 6184): single NAL units, STAP-A (§5.7.1) and FU-A (§5.8). Frames leave as Annex B. Parameter sets
 * stay in the stream; a key frame that came without the ones sent before it gets them put in front.
 */
import { readSpsSize } from './h264Sps.ts'
import { concatBytes, type FramePart, type VideoCodec } from '../framePart.ts'

const START_CODE = Uint8Array.of(0, 0, 0, 1)
const [SLICE, IDR, SPS, PPS, DELIMITER, STAP_A, FU_A] = [1, 5, 7, 8, 9, 24, 28]

interface H264Part extends FramePart {
  /** Whether `data` goes on with the NAL unit of the part before. */
  readonly continues: boolean
}

/** One for each stream: it remembers parameter sets. */
export function createH264(): VideoCodec {
  const sets = new Map<number, Uint8Array>()
  return {
    name: 'h264',
    parsePart,
    completeFrame(parts) {
      const units = joinUnits(parts as readonly H264Part[])
      const types = units.map((unit) => unit[0]! & 31)
      for (const [at, type] of types.entries()) if (type === SPS || type === PPS) sets.set(type, units[at]!)
      if (!types.some((type) => type >= SLICE && type <= IDR)) return undefined
      const isKey = types.includes(IDR)
      const missing = isKey ? [SPS, PPS].filter((type) => !types.includes(type)) : []
      const sent = missing.flatMap((type) => sets.get(type) ?? [])
      // Without parameter sets it is no picture to begin with.
      if (sent.length < missing.length) return undefined
      const all = [...sent, ...units]
      const sps = sets.get(SPS)
      return {
        data: concatBytes(all.flatMap((unit) => [START_CODE, unit])),
        isKey,
        size: isKey && sps ? readSpsSize(sps) : undefined,
      }
    },
  }
}

function joinUnits(parts: readonly H264Part[]): Uint8Array[] {
  const units: Uint8Array[][] = []
  for (const { data, continues } of parts) {
    for (const [at, piece] of data.entries()) {
      if (continues && at === 0) units.at(-1)?.push(piece)
      else units.push([piece])
    }
  }
  return units.map(concatBytes).filter(({ length }) => length > 0)
}

function parsePart(payload: Uint8Array): H264Part | undefined {
  const head = payload[0]
  if (head === undefined || payload.length < 2) return undefined
  const type = head & 31
  if (type === STAP_A) return describe(splitStapA(payload), head)
  if (type !== FU_A) return type >= STAP_A || type === 0 ? undefined : describe([payload], head)
  const fu = payload[1]!
  const piece = payload.subarray(2)
  if ((fu & 0x80) === 0)
    return { data: [piece], starts: false, startsKey: false, continues: true, links: linksOf(head) }
  return describe([concatBytes([Uint8Array.of((head & 0xe0) | (fu & 31)), piece])], head)
}

function splitStapA(payload: Uint8Array): Uint8Array[] {
  const units: Uint8Array[] = []
  for (let at = 1; at + 2 <= payload.length;) {
    const size = (payload[at]! << 8) | payload[at + 1]!
    units.push(payload.subarray(at + 2, at + 2 + size))
    at += 2 + size
  }
  return units.filter(({ length }) => length > 0)
}

/** Surely a start: parameter sets, a delimiter, or a slice whose first macroblock is 0 (§7.4.3: code `1`). */
function describe(units: readonly Uint8Array[], head: number): H264Part | undefined {
  const [first] = units
  if (!first) return undefined
  const type = first[0]! & 31
  const isSlice = type === SLICE || type === IDR
  const starts = type === SPS || type === DELIMITER || (isSlice && (first[1]! & 0x80) !== 0)
  return {
    data: units,
    starts: starts || undefined,
    startsKey: type === SPS || (type === IDR && starts),
    continues: false,
    links: linksOf(head),
  }
}

/** nal_ref_idc 0: no other picture needs this one. */
const linksOf = (head: number): FramePart['links'] => ({ isDiscardable: (head & 0x60) === 0 })
