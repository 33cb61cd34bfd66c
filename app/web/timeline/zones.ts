/** The zones a click on the ruler goes through: UTC, this computer's, the one a session was recorded in. */
import type { ZoneChoice } from '../settings/settingsStore.ts'

/** The next choice; `recorded` is passed over where nobody has said it. */
export function nextZone(choice: ZoneChoice, recorded: string | null): ZoneChoice {
  if (choice === 'utc') return 'local'
  return choice === 'local' && recorded !== null ? 'recorded' : 'utc'
}
