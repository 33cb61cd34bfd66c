/** Withholding a person and showing them again; both can be undone. */
import { unwithhold, withhold } from '../api/review.ts'
import type { Withholding } from '../../../core/protocol/review.ts'
import { rememberEdit } from '../commands/undoStore.ts'

/** Throws what the server said; nothing is remembered then. */
export async function withholdWithUndo(
  sessionId: string,
  person: { readonly identity: string; readonly name: string },
  reason: string,
): Promise<void> {
  let made = await withhold(sessionId, { identity: person.identity, reason })
  rememberEdit({
    name: `withhold ${person.name}`,
    undo: () => unwithhold(sessionId, made.withholdingId),
    redo: async () => {
      made = await withhold(sessionId, { identity: person.identity, reason })
    },
  })
}

/** Throws what the server said; nothing is remembered then. */
export async function showAgain(sessionId: string, name: string, withheld: Withholding): Promise<void> {
  const { identity, reason } = withheld
  let { withholdingId } = withheld
  await unwithhold(sessionId, withholdingId)
  rememberEdit({
    name: `show ${name} again`,
    undo: async () => {
      withholdingId = (await withhold(sessionId, { identity, reason })).withholdingId
    },
    redo: () => unwithhold(sessionId, withholdingId),
  })
}
