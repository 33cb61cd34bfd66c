/**
 * What people make while they review, as the page reads and writes it. Every write shows at once in what is cached
 * and is taken back there, and thrown as a ServerProblem, where the server refuses.
 */
import { useQuery } from '@tanstack/react-query'
import type {
  Acceptance,
  Annotation,
  AnnotationChange,
  AnnotationSet,
  NewAnnotation,
  NewTier,
  Tier,
  TierChange,
  Withholding,
} from '../../../core/protocol/review.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { dropAnnotation, dropTier, findAnnotation, putAnnotation, putTier } from './annotationSet.ts'
import { applyWrite } from './annotationWrites.ts'
import { routes } from './client.ts'
import { keys } from './queries.ts'
import { queryClient } from './queryClient.ts'
import { cachedSet, readAgain, write } from './reviewWrite.ts'

export type AnnotationFormat = 'csv' | 'vtt' | 'jsonl'

/** A POST says that it is JSON even where it has nothing to say. */
const AS_JSON = { headers: { 'content-type': 'application/json' } }

const readSet = async (id: string, signal: AbortSignal): Promise<AnnotationSet> =>
  (await routes.sessions[':id'].annotations.$get({ param: { id } }, { init: { signal } })).json()

/** Tiers, annotations and markers of a session, by time. */
export const useAnnotations = (sessionId: string) =>
  useQuery({
    queryKey: keys.annotations(sessionId),
    queryFn: ({ signal }) => readSet(sessionId, signal),
    // A hundred thousand are compared one by one otherwise, to keep what did not change.
    structuralSharing: false,
  })

/** Where the annotations of a session, or its markers alone, are to be had as a file. */
export const annotationFileUrl = (
  sessionId: string,
  format: AnnotationFormat,
  { markersOnly = false }: { markersOnly?: boolean } = {},
): string =>
  `/api/sessions/${encodeURIComponent(sessionId)}/annotations/file?format=${format}${markersOnly ? '&markers=true' : ''}`

/** Refused with `clock_moved` where its times were read on another alignment. */
export function createAnnotation(sessionId: string, json: NewAnnotation): Promise<Annotation> {
  const id = json.annotationId
  return write({
    sessionId,
    id,
    guess: (set) => applyWrite(set, { kind: 'create', annotation: json }),
    send: async () =>
      (await routes.sessions[':id'].annotations.$post({ param: { id: sessionId }, json })).json(),
    take: putAnnotation,
    putBack: (set) => dropAnnotation(set, id),
  })
}

/** A change of times needs the clock version they were read on. */
export function changeAnnotation(
  sessionId: string,
  id: string,
  change: AnnotationChange,
): Promise<Annotation> {
  const before = findAnnotation(cachedSet(sessionId), id)
  return write({
    sessionId,
    id,
    guess: (set) => applyWrite(set, { kind: 'change', annotationId: id, change }),
    send: async () => (await routes.annotations[':id'].$patch({ param: { id }, json: change })).json(),
    take: putAnnotation,
    putBack: (set) => (before ? putAnnotation(set, before) : set),
  })
}

export async function deleteAnnotation(sessionId: string, id: string): Promise<void> {
  const before = findAnnotation(cachedSet(sessionId), id)
  await write({
    sessionId,
    id,
    guess: (set) => applyWrite(set, { kind: 'delete', annotationId: id }),
    send: () => routes.annotations[':id'].$delete({ param: { id } }),
    putBack: (set) => (before ? putAnnotation(set, before) : set),
  })
}

/** Puts a deleted annotation back, as it was. */
export const restoreAnnotation = (sessionId: string, id: string): Promise<Annotation> =>
  write({
    sessionId,
    id,
    send: async () => (await routes.annotations[':id'].restore.$post({ param: { id } }, AS_JSON)).json(),
    take: putAnnotation,
  })

export function createTier(sessionId: string, json: NewTier): Promise<Tier> {
  const { tierId } = json
  return write({
    sessionId,
    id: tierId,
    guess: (set) => applyWrite(set, { kind: 'createTier', tier: json }),
    send: async () => (await routes.sessions[':id'].tiers.$post({ param: { id: sessionId }, json })).json(),
    take: putTier,
    putBack: (set) => dropTier(set, tierId),
  })
}

/** Renames a tier, or moves it to a place among the others, from 0. */
export function changeTier(sessionId: string, id: string, change: TierChange): Promise<Tier> {
  return write({
    sessionId,
    id,
    guess: (set) => applyWrite(set, { kind: 'changeTier', tierId: id, change }),
    send: async () => (await routes.tiers[':id'].$patch({ param: { id }, json: change })).json(),
    take: putTier,
  })
}

/** Takes a tier back with all that is in it. */
export async function deleteTier(sessionId: string, id: string): Promise<void> {
  await write({
    sessionId,
    id,
    guess: (set) => applyWrite(set, { kind: 'deleteTier', tierId: id }),
    send: () => routes.tiers[':id'].$delete({ param: { id } }),
  })
}

/** Puts a tier back with all that was in it. */
export async function restoreTier(sessionId: string, id: string): Promise<Tier> {
  const tier = await write({
    sessionId,
    id,
    send: async () => (await routes.tiers[':id'].restore.$post({ param: { id } }, AS_JSON)).json(),
  })
  await readAgain(sessionId)
  return tier
}

/** Marks a finding as looked at and fine as it is. */
export async function acceptFinding(sessionId: string, id: string, note: string): Promise<Acceptance> {
  const accepted = await (
    await routes.findings[':id'].acceptance.$put({ param: { id }, json: { note } })
  ).json()
  patchFinding(sessionId, id, accepted)
  return accepted
}

export async function unacceptFinding(sessionId: string, id: string): Promise<void> {
  await routes.findings[':id'].acceptance.$delete({ param: { id } })
  patchFinding(sessionId, id, null)
}

/** Says the zone a session was recorded in; null takes it back. */
export async function setZone(sessionId: string, zone: string | null): Promise<void> {
  await routes.sessions[':id'].zone.$put({ param: { id: sessionId }, json: { zone } })
  patchSession(sessionId, (session) => ({ ...session, zone }))
}

/** Keeps a person's pictures, sound and messages of a session from being shown, served and exported. */
export async function withhold(
  sessionId: string,
  json: { identity: string; reason: string },
): Promise<Withholding> {
  const answer = await routes.sessions[':id'].withholdings.$post({ param: { id: sessionId }, json })
  await readAllAgain(sessionId)
  return answer.json()
}

/** Shows a withheld person again. */
export async function unwithhold(sessionId: string, withholdingId: string): Promise<void> {
  await routes.withholdings[':id'].$delete({ param: { id: withholdingId } })
  await readAllAgain(sessionId)
}

const patchFinding = (sessionId: string, findingId: string, accepted: Acceptance | null): void =>
  patchSession(sessionId, (session) => ({
    ...session,
    findingList: session.findingList.map((finding) =>
      finding.findingId === findingId ? { ...finding, accepted } : finding,
    ),
  }))

/** Shows what is known at once; the counts that hang on it are read again. */
function patchSession(sessionId: string, patch: (session: SessionDetail) => SessionDetail): void {
  const queryKey = keys.session(sessionId)
  queryClient.setQueryData<SessionDetail>(queryKey, (session) => session && patch(session))
  void queryClient.invalidateQueries({ queryKey })
  void queryClient.invalidateQueries({ queryKey: keys.sessions })
}

/** The session, its log, its plans: all of it may hold the person. */
const readAllAgain = (sessionId: string): Promise<void> =>
  queryClient.invalidateQueries({
    predicate: ({ queryKey }) =>
      queryKey[0] === 'sessions' || queryKey[0] === 'plan' || queryKey[1] === sessionId,
  })
