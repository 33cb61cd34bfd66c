/**
 * Hands writes to the server. One that was read on an alignment which has moved is read again and sent once more; one
 * that is not taken is kept (unsent.ts): submitting never throws and never loses.
 */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { api } from '../api/client.ts'
import { describeError } from '../api/problem.ts'
import { keys } from '../api/queries.ts'
import { queryClient } from '../api/queryClient.ts'
import * as review from '../api/review.ts'
import { say } from '../widgets/noteStore.ts'
import { addUnsent, sendUnsent, unsentOf } from './unsent.ts'
import { refitWrite, type Write } from './writes.ts'

/** Sends one; throws what the server said. */
async function send(sessionId: string, write: Write): Promise<void> {
  switch (write.kind) {
    case 'create':
      return void (await review.createAnnotation(sessionId, write.annotation))
    case 'change':
      return void (await review.changeAnnotation(sessionId, write.annotationId, write.change))
    case 'delete':
      return review.deleteAnnotation(sessionId, write.annotationId)
    case 'restore':
      return void (await review.restoreAnnotation(sessionId, write.annotationId))
    case 'createTier':
      return void (await review.createTier(sessionId, write.tier))
    case 'changeTier':
      return void (await review.changeTier(sessionId, write.tierId, write.change))
    case 'deleteTier':
      return review.deleteTier(sessionId, write.tierId)
    case 'restoreTier':
      return void (await review.restoreTier(sessionId, write.tierId))
  }
}

async function sendRefitted(sessionId: string, write: Write): Promise<void> {
  try {
    await send(sessionId, write)
  } catch (cause) {
    if (describeError(cause).code !== 'clock_moved') throw cause
    await send(sessionId, refitWrite(write, await readSession(sessionId)))
  }
}

/** The session as it stands; whatever shows it follows. */
async function readSession(sessionId: string): Promise<SessionDetail> {
  const session = await api.session(sessionId)
  queryClient.setQueryData(keys.session(sessionId), session)
  return session
}

/** Writes, or keeps what could not be written behind what was kept before. */
export async function submit(sessionId: string, write: Write): Promise<void> {
  if (unsentOf(sessionId).writes.length > 0) {
    addUnsent(sessionId, write, undefined)
    return submitUnsent(sessionId)
  }
  try {
    await sendRefitted(sessionId, write)
  } catch (cause) {
    addUnsent(sessionId, write, cause)
    say({
      about: 'unsent',
      title: 'Not in the catalog yet.',
      text: `${describeError(cause).message}. What you marked is kept in this browser: see Annotations.`,
    })
  }
}

/** Tries again what was kept. */
export const submitUnsent = (sessionId: string): Promise<void> =>
  sendUnsent(sessionId, (write) => sendRefitted(sessionId, write))
