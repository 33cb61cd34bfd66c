/**
 * The true state of an egress from whatever reports of it came: in any order, repeated, some never. Each field is a
 * register that holds the value of the latest report that had it (a last-writer-wins map, Shapiro et al. 2011, §3.2), so
 * that joining is associative, commutative and idempotent, and what was once known is kept when a later report omits it.
 * Reports are ordered by: final before not, `updatedAt`, status; equal ones by the value itself.
 */
import { EgressInfo, EgressStatus } from '@livekit/protocol'
import { isFinal } from '../model/recordingState.ts'
import { redactSecrets } from './redact.ts'

interface Register {
  /** Sorts as reports do. */
  readonly stamp: string
  /** JSON text of the value. */
  readonly value: string
}

/** Field → register. A field of a list's member is `fileResults.0.size`. */
export type EgressState = ReadonlyMap<string, Register>

type Json = ReturnType<EgressInfo['toJson']>
type JsonMembers = { readonly [name: string]: Json }

const LISTS = new Set(['fileResults', 'segmentResults', 'streamResults', 'imageResults'])
/** Of each, one member at a time (protobuf's oneof). */
const CHOICES: ReadonlyMap<string, string> = new Map([
  ...['egress', 'replay', 'roomComposite', 'web', 'participant', 'trackComposite', 'track'].map(
    (name) => [name, '#request'] as const,
  ),
  ...['stream', 'file', 'segments'].map((name) => [name, '#result'] as const),
])

/** One report as a state, without the credentials it may hold. */
export function readEgressState(info: EgressInfo): EgressState {
  const stamp = stampOf(info)
  const state = new Map<string, Register>()
  const put = (path: string, value: Json): void =>
    void state.set(path, { stamp, value: JSON.stringify(value) })
  // The first status is protobuf's zero, which JSON leaves out.
  put('status', EgressStatus[info.status] ?? 'EGRESS_STARTING')
  for (const [name, value] of Object.entries(redactSecrets(info.toJson()) as JsonMembers)) {
    const choice = CHOICES.get(name)
    if (choice !== undefined) put(choice, name)
    if (LISTS.has(name) && Array.isArray(value)) {
      for (const [index, member] of value.entries()) {
        for (const [field, inner] of Object.entries(member as JsonMembers))
          put(`${name}.${index}.${field}`, inner)
      }
    } else if (choice === '#result') {
      for (const [field, inner] of Object.entries(value as JsonMembers)) put(`${name}.${field}`, inner)
    } else if (name !== 'status') put(name, value)
  }
  return state
}

/** What both states know; of a field that both have, the later one's. */
export function joinEgressStates(a: EgressState, b: EgressState): EgressState {
  const joined = new Map(a)
  for (const [path, register] of b) {
    const known = joined.get(path)
    if (known === undefined || isLater(register, known)) joined.set(path, register)
  }
  return joined
}

/** The EgressInfo that a state amounts to; it holds no credentials. */
export function formatEgressState(state: EgressState): EgressInfo {
  const json: Record<string, unknown> = {}
  for (const [path, { value }] of [...state].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [name, ...rest] = path.split('.')
    const choice = CHOICES.get(name!)
    if (name!.startsWith('#') || (choice && state.get(choice)?.value !== JSON.stringify(name))) continue
    setIn(json, [name!, ...rest], JSON.parse(value))
  }
  for (const name of LISTS) {
    // A state may know of a second file only: the first is there and empty.
    if (json[name]) json[name] = Array.from(json[name] as unknown[], (member) => member ?? {})
  }
  return EgressInfo.fromJson(json as JsonMembers, { ignoreUnknownFields: true })
}

/** The true state of one egress; `infos` are of the same one, at least one. */
export const mergeEgressInfo = (infos: Iterable<EgressInfo>): EgressInfo =>
  formatEgressState([...infos].map(readEgressState).reduce(joinEgressStates))

/** A state as JSON text, for keeping. */
export const printEgressState = (state: EgressState): string =>
  JSON.stringify(
    [...state].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, { stamp, value }]) => [path, stamp, value]),
  )

/** Reads what `printEgressState` wrote. */
export function parseEgressState(text: string): EgressState {
  const rows = JSON.parse(text) as [string, string, string][]
  return new Map(rows.map(([path, stamp, value]) => [path, { stamp, value }]))
}

const isLater = (a: Register, b: Register): boolean =>
  a.stamp === b.stamp ? a.value > b.value : a.stamp > b.stamp

function stampOf({ status, updatedAt, endedAt, startedAt }: EgressInfo): string {
  // Older services do not say when they updated.
  const atNs = [updatedAt, endedAt, startedAt].find((ns) => ns > 0n) ?? 0n
  const order = Math.min(status, EgressStatus.EGRESS_COMPLETE)
  return `${isFinal(status) ? 1 : 0} ${String(atNs).padStart(20, '0')} ${order}`
}

function setIn(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path
  if (rest.length === 0) into[name!] = value
  else {
    into[name!] ??= /^\d+$/.test(rest[0]!) ? [] : {}
    setIn(into[name!] as Record<string, unknown>, rest, value)
  }
}
