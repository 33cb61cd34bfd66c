/** What an earlier process left in the spool: journals to end, journals to take up again, and what is of no use. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkJournal, resumeJournal, type JournalState } from './journal/openJournal.ts'
import type { JournalHead } from './journal/records.ts'

export interface LeftJournal {
  readonly path: string
  readonly head: JournalHead
  readonly state: JournalState
  /** Whether it was ended, and lacks its way into the bucket alone. */
  readonly isEnded: boolean
}

const JOURNAL = /^(EG_[A-Za-z0-9]+)\.journal$/
const SCRAP = /^EG_[A-Za-z0-9]+(\.copy)?\.(part|webm|mp4|ogg)$/

/** Lists journals that `isHeld` does not know; deletes half-made media and journals that died before their head. */
export async function findLeftJournals(
  spoolFolder: string,
  isHeld: (egressId: string) => boolean,
): Promise<LeftJournal[]> {
  const left: LeftJournal[] = []
  for (const name of (await readdir(spoolFolder)).toSorted()) {
    const path = join(spoolFolder, name)
    if (isHeld(name.split('.')[0]!)) continue
    if (SCRAP.test(name)) await rm(path, { force: true })
    if (!JOURNAL.test(name)) continue
    const state = await checkJournal(path)
    if (state.head) left.push({ path, head: state.head, state, isEnded: state.end !== undefined })
    else await rm(path, { force: true })
  }
  return left
}

/** Ends a journal that its process could not end: with the time of what was written last. */
export async function endLeftJournal({ path, head, state }: LeftJournal, reason: string): Promise<void> {
  const journal = await resumeJournal(path, state)
  journal.append({ type: 'end', reason, atNs: String(state.lastFrameNs ?? head.requestedNs) })
  await journal.close()
}
