/** Accepting findings; each can be taken back by undo as well. */
import type { FindingView } from '../../../core/protocol/session.ts'
import { acceptFinding, unacceptFinding } from '../api/review.ts'
import { rememberEdit } from '../commands/undoStore.ts'

/** Throws what the server said; nothing is remembered then. */
export async function acceptWithUndo(sessionId: string, finding: FindingView, note: string): Promise<void> {
  const accept = async (): Promise<void> => void (await acceptFinding(sessionId, finding.findingId, note))
  const takeBack = (): Promise<void> => unacceptFinding(sessionId, finding.findingId)
  await accept()
  rememberEdit({ name: 'accept a finding', undo: takeBack, redo: accept })
}

/** Throws what the server said; nothing is remembered then. */
export async function takeBackAcceptance(sessionId: string, finding: FindingView): Promise<void> {
  const note = finding.accepted?.note ?? ''
  const accept = async (): Promise<void> => void (await acceptFinding(sessionId, finding.findingId, note))
  const takeBack = (): Promise<void> => unacceptFinding(sessionId, finding.findingId)
  await takeBack()
  rememberEdit({ name: 'take an acceptance back', undo: accept, redo: takeBack })
}
