/** A person's settings of this browser: which clock is shown, keys of their own, hints read. The theme is in theme/. */
import { createStore } from 'zustand/vanilla'

/** `recorded`: the zone a person said the session was recorded in; UTC where nobody has. */
export type ZoneChoice = 'utc' | 'local' | 'recorded'
export const ZONES: readonly ZoneChoice[] = ['utc', 'local', 'recorded']

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

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string')

/** Reads what was kept; what is missing or makes no sense is as it begins. */
export function parseSettings(text: string | null): Settings {
  let kept: Partial<Record<keyof Settings, unknown>>
  try {
    kept = (JSON.parse(text ?? '{}') as typeof kept | null) ?? {}
  } catch {
    return DEFAULTS
  }
  const keys = Object.entries(typeof kept.keys === 'object' && kept.keys !== null ? kept.keys : {})
  return {
    zone: ZONES.find((zone) => zone === kept.zone) ?? DEFAULTS.zone,
    times: kept.times === 'wall' ? 'wall' : DEFAULTS.times,
    keys: Object.fromEntries(keys.filter((entry): entry is [string, readonly string[]] => isTexts(entry[1]))),
    hintsRead: isTexts(kept.hintsRead) ? kept.hintsRead : [],
  }
}

/** Undefined where a browser keeps nothing for the page. */
const storage = globalThis.window === undefined ? undefined : globalThis.localStorage

export const settingsStore = createStore<Settings>(() => parseSettings(storage?.getItem(KEY) ?? null))
settingsStore.subscribe((settings) => storage?.setItem(KEY, JSON.stringify(settings)))

export const setZone = (zone: ZoneChoice): void => settingsStore.setState({ zone })
export const setTimes = (times: Settings['times']): void => settingsStore.setState({ times })

/** Gives a command keys of a person's own; undefined: those of the table again. */
export const setKeys = (commandId: string, own: readonly string[] | undefined): void =>
  settingsStore.setState(({ keys }) => {
    const { [commandId]: _, ...rest } = keys
    return { keys: own === undefined ? rest : { ...rest, [commandId]: own } }
  })
export const resetKeys = (): void => settingsStore.setState({ keys: {} })

/** The hint was read and stays away. */
export const readHint = (id: string): void =>
  settingsStore.setState(({ hintsRead }) => ({ hintsRead: [...new Set([...hintsRead, id])] }))
export const showHintsAgain = (): void => settingsStore.setState({ hintsRead: [] })

/** The IANA zone that wall clocks of a session are shown in. */
export function zoneOf(choice: ZoneChoice, recorded: string | null): string {
  if (choice === 'local') return Intl.DateTimeFormat().resolvedOptions().timeZone
  return choice === 'recorded' ? (recorded ?? 'UTC') : 'UTC'
}
