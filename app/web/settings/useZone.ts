/** The zone that wall clocks are shown in, as a person chose it. */
import { useStore } from 'zustand'
import { settingsStore, zoneOf } from './settingsStore.ts'

/** IANA name; `recorded` is the session's own zone where one is known. */
export const useZone = (recorded: string | null): string =>
  zoneOf(
    useStore(settingsStore, (settings) => settings.zone),
    recorded,
  )
