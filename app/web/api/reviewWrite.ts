/**
 * Writes to what people make: seen in the page at once, sent one after another for each thing, and put back where the
 * server refuses. The answer of a write that a later one of the same thing has overtaken changes nothing.
 */
import type { AnnotationSet } from '../../../core/protocol/review.ts'
import { keys } from './queries.ts'
import { queryClient } from './queryClient.ts'

interface Write<Answer> {
  readonly sessionId: string
  /** Id of the thing written: writes to one go in order. */
  readonly id: string
  /** What the page shows meanwhile. */
  readonly guess?: (set: AnnotationSet) => AnnotationSet
  readonly send: () => Promise<Answer>
  /** What the answer makes of it. */
  readonly take?: (set: AnnotationSet, answer: Answer) => AnnotationSet
  /** Undoes the guess. */
  readonly putBack?: (set: AnnotationSet) => AnnotationSet
}

const lastOf = new Map<string, Promise<unknown>>()

/** Resolves with the answer; a refusal is rethrown once the page is as it was. */
export async function write<Answer>(work: Write<Answer>): Promise<Answer> {
  const { sessionId, id, guess, send, take, putBack } = work
  const before = lastOf.get(id) ?? Promise.resolve()
  if (guess) patchSet(sessionId, guess)
  const sent = before.then(send, send)
  lastOf.set(id, sent)
  try {
    const answer = await sent
    if (lastOf.get(id) === sent && take) patchSet(sessionId, (set) => take(set, answer))
    return answer
  } catch (cause) {
    if (lastOf.get(id) === sent && putBack) patchSet(sessionId, putBack)
    // What others wrote meanwhile, or that the alignment moved, only the server knows.
    void readAgain(sessionId)
    throw cause
  } finally {
    if (lastOf.get(id) === sent) lastOf.delete(id)
  }
}

/** Reads a session's annotations from the server again. */
export const readAgain = (sessionId: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: keys.annotations(sessionId) })

/** What is cached, if it has been read. */
export const cachedSet = (sessionId: string): AnnotationSet | undefined =>
  queryClient.getQueryData<AnnotationSet>(keys.annotations(sessionId))

function patchSet(sessionId: string, patch: (set: AnnotationSet) => AnnotationSet): void {
  const queryKey = keys.annotations(sessionId)
  const set = cachedSet(sessionId)
  const wasReading = queryClient.isFetching({ queryKey }) > 0
  // An answer on its way may be older than this write; a first read is not begun anew unless it is given up.
  const given = wasReading ? queryClient.cancelQueries({ queryKey }) : undefined
  if (set) queryClient.setQueryData<AnnotationSet>(queryKey, patch(set))
  void given?.then(() => readAgain(sessionId))
}
