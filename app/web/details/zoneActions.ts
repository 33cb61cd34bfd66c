/** Saying in which zone a session was recorded; can be undone. */
import { setZone } from '../api/review.ts'
import { rememberEdit } from '../commands/undoStore.ts'
import { settingsStore } from '../settings/settingsStore.ts'

/** Throws what the server said; nothing is remembered then. A zone just said is the one that is shown. */
export async function setZoneWithUndo(
  sessionId: string,
  before: string | null,
  zone: string | null,
): Promise<void> {
  if (zone === before) return
  await setZone(sessionId, zone)
  if (zone !== null) settingsStore.setState({ zone: 'recorded' })
  rememberEdit({
    name: 'say the zone of the session',
    undo: () => setZone(sessionId, before),
    redo: () => setZone(sessionId, zone),
  })
}
