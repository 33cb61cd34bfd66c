/** A person's settings of this browser: which clock is shown, keys of their own, hints read. The theme is in theme/. */
import { createStore } from 'zustand/vanilla'

/** `recorded`: the zone a person said the session was recorded in; UTC where nobody has. */
export type ZoneChoice = 'utc' | 'local' | 'recorded'

export interface Settings {
  readonly zone: ZoneChoice
  /** Which of the two clocks leads where there is room for one. */
  readonly times: 'session' | 'wall'
  /** Command id → its keys instead of those of the table; an empty list: none. */
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** Hints that were read and stay away. */
  readonly hintsRead: readonly string[]
}

export const DEFAULTS: Settings = { zone: 'utc', times: 'session', keys: {}, hintsRead: [] }
const KEY = 'lockstep.settings'

function readSettings(): Settings {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>) }
  } catch {
    return DEFAULTS
  }
}

export const settingsStore = createStore<Settings>(readSettings)
settingsStore.subscribe((settings) => localStorage.setItem(KEY, JSON.stringify(settings)))

/** The IANA zone that wall clocks of a session are shown in. */
export function zoneOf(choice: ZoneChoice, recorded: string | null): string {
  if (choice === 'local') return Intl.DateTimeFormat().resolvedOptions().timeZone
  return choice === 'recorded' ? (recorded ?? 'UTC') : 'UTC'
}
