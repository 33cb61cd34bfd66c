/**
 * Which files belong to one gathering. One room id is one session. Files that know only the room's name are put
 * to the session of that name whose span they meet, or lie within two hours of; what is left is grouped by name
 * wherever two hours pass without a file, so that the same room on two days is two sessions. Times that are only
 * a guess (an upload date) join a session but never split or bridge one. Pure, and the order of files is nothing
 * to it: same claims, same sessions.
 */
import { createHash } from 'node:crypto'

/** What one file says about its session; a claim has a room id or a room name. */
export interface SessionClaim {
  readonly id: string
  readonly roomId: string | undefined
  readonly roomName: string | undefined
  readonly startNs: bigint | undefined
  readonly endNs: bigint | undefined
  /** The times are an upload's, not a recording's. */
  readonly weak: boolean
}

export interface FormedSession {
  readonly sessionId: string
  readonly roomId: string | undefined
  readonly roomName: string
  /** Earliest and latest time its files give; undefined where none gives a plausible one. */
  readonly startNs: bigint | undefined
  readonly endNs: bigint | undefined
  /** Ids of its claims, sorted. */
  readonly claims: readonly string[]
}

/** A room that stood empty this long has ended; the next file of its name begins another session. */
export const SESSION_GAP_NS = 2n * 3600n * 1_000_000_000n

interface Group {
  roomId: string | undefined
  readonly claims: SessionClaim[]
  startNs: bigint | undefined
  endNs: bigint | undefined
}

/** Forms sessions; the result is sorted by session id. A claim with neither room id nor name belongs to none. */
export function formSessions(claims: readonly SessionClaim[]): FormedSession[] {
  const sorted = [...claims].sort((a, b) => compareText(a.id, b.id))
  const groups = groupByRoomId(sorted)
  const named = sorted.filter((claim) => claim.roomId === undefined && claim.roomName !== undefined)
  const byName = Map.groupBy(named, (claim) => claim.roomName!)
  for (const [name, sameName] of [...byName].sort(([a], [b]) => compareText(a, b))) {
    const withId = groups.filter((group) => group.roomId !== undefined && hasName(group, name))
    groups.push(...joinByName(sameName, withId))
  }
  return nameSessions(groups)
}

function groupByRoomId(claims: readonly SessionClaim[]): Group[] {
  const groups = new Map<string, Group>()
  for (const claim of claims) {
    if (claim.roomId === undefined) continue
    const group = groups.get(claim.roomId) ?? {
      roomId: claim.roomId,
      claims: [],
      startNs: undefined,
      endNs: undefined,
    }
    groups.set(claim.roomId, group)
    addClaim(group, claim)
  }
  return [...groups.values()]
}

/** Claims of one room name → joined to the sessions of that name that have an id, or to new ones, returned. */
function joinByName(claims: readonly SessionClaim[], withId: readonly Group[]): Group[] {
  const spans = withId.map((group) => ({ group, startNs: group.startNs, endNs: group.endNs }))
  const joinNearest = (claim: SessionClaim, candidates: readonly (typeof spans)[number][]): boolean => {
    const near = candidates
      .map((span) => ({ span, distance: distanceNs(claim, span) }))
      .filter(({ distance }) => distance !== undefined && distance <= SESSION_GAP_NS)
      .sort(
        (a, b) =>
          compareNs(a.distance!, b.distance!) ||
          compareText(a.span.group.roomId ?? '', b.span.group.roomId ?? ''),
      )
    if (near[0] === undefined) return false
    addClaim(near[0].span.group, claim)
    return true
  }
  const strong = claims.filter((claim) => !claim.weak && claim.startNs !== undefined)
  const fresh = splitByGap(strong.filter((claim) => !joinNearest(claim, spans)))
  const known = [...spans, ...fresh.map((group) => ({ group, startNs: group.startNs, endNs: group.endNs }))]
  const rest = claims.filter((claim) => claim.weak || claim.startNs === undefined)
  const alone = rest.filter((claim) => {
    if (known.length !== 1) return !joinNearest(claim, known)
    addClaim(known[0]!.group, claim)
    return false
  })
  const undated = alone.filter((claim) => claim.startNs === undefined)
  const groups = [...fresh, ...splitByGap(alone.filter((claim) => claim.startNs !== undefined))]
  if (undated.length > 0)
    groups.push({ roomId: undefined, claims: undated, startNs: undefined, endNs: undefined })
  return groups
}

function splitByGap(claims: readonly SessionClaim[]): Group[] {
  const groups: Group[] = []
  for (const claim of [...claims].sort(
    (a, b) => compareNs(a.startNs!, b.startNs!) || compareText(a.id, b.id),
  )) {
    const last = groups.at(-1)
    if (last && claim.startNs! <= last.endNs! + SESSION_GAP_NS) addClaim(last, claim, true)
    else {
      const group: Group = { roomId: undefined, claims: [], startNs: undefined, endNs: undefined }
      addClaim(group, claim, true)
      groups.push(group)
    }
  }
  return groups
}

/** A weak time says nothing about a session's span, unless the session has no other. */
function addClaim(group: Group, claim: SessionClaim, trustWeak = false): void {
  group.claims.push(claim)
  if (claim.startNs === undefined || (claim.weak && !trustWeak)) return
  const endNs = claim.endNs !== undefined && claim.endNs > claim.startNs ? claim.endNs : claim.startNs
  if (group.startNs === undefined || claim.startNs < group.startNs) group.startNs = claim.startNs
  if (group.endNs === undefined || endNs > group.endNs) group.endNs = endNs
}

/** Negative where they overlap (the more, the lower), else the time between; undefined where one has no time. */
function distanceNs(
  claim: SessionClaim,
  span: { startNs: bigint | undefined; endNs: bigint | undefined },
): bigint | undefined {
  if (claim.startNs === undefined || span.startNs === undefined || span.endNs === undefined) return undefined
  const claimEnd = claim.endNs !== undefined && claim.endNs > claim.startNs ? claim.endNs : claim.startNs
  const start = claim.startNs > span.startNs ? claim.startNs : span.startNs
  const end = claimEnd < span.endNs ? claimEnd : span.endNs
  return start - end
}

function nameSessions(groups: readonly Group[]): FormedSession[] {
  const used = new Map<string, number>()
  return groups
    .map((group) => ({
      group,
      roomName: mostCommonName(group),
      claims: group.claims.map((claim) => claim.id).sort(compareText),
    }))
    .sort((a, b) => compareText(a.roomName, b.roomName) || compareText(a.claims[0] ?? '', b.claims[0] ?? ''))
    .map(({ group, roomName, claims }) => {
      const base = group.roomId ?? `${formatSlug(roomName)}-${formatStamp(group.startNs)}`
      const count = (used.get(base) ?? 0) + 1
      used.set(base, count)
      const sessionId = count === 1 ? base : `${base}-${count}`
      const { roomId, startNs, endNs } = group
      return { sessionId, roomId, roomName, startNs, endNs, claims }
    })
    .sort((a, b) => compareText(a.sessionId, b.sessionId))
}

function mostCommonName(group: Group): string {
  const counts = new Map<string, number>()
  for (const { roomName } of group.claims)
    if (roomName !== undefined) counts.set(roomName, (counts.get(roomName) ?? 0) + 1)
  const [best] = [...counts].sort(([a, m], [b, n]) => n - m || compareText(a, b))
  return best?.[0] ?? group.roomId ?? 'unknown'
}

const hasName = (group: Group, name: string): boolean => group.claims.some((claim) => claim.roomName === name)

/** A room's name as part of an id: ASCII letters, digits and `-`; a name without any becomes its hash. */
export function formatSlug(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
  const slug = ascii
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return slug || `room-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}

const formatStamp = (ns: bigint | undefined): string =>
  ns === undefined
    ? 'undated'
    : new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19).replace(/[-:]/g, '')

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const compareNs = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
