/** Light, dark or the system's: resolved in one place, remembered, and written where tokens.css looks. */
import { createStore } from 'zustand/vanilla'

export type Preference = 'light' | 'dark' | 'system'
export type Scheme = 'light' | 'dark'

const KEY = 'lockstep.theme'
const system = window.matchMedia('(prefers-color-scheme: dark)')

const readPreference = (): Preference => {
  const kept = localStorage.getItem(KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

const resolve = (preference: Preference): Scheme =>
  preference === 'system' ? (system.matches ? 'dark' : 'light') : preference

export const colorScheme = createStore<{ preference: Preference; scheme: Scheme }>(() => {
  const preference = readPreference()
  return { preference, scheme: resolve(preference) }
})

const show = (scheme: Scheme): void => {
  const root = document.documentElement
  root.dataset.theme = scheme
  root.dataset.mantineColorScheme = scheme
  root.style.colorScheme = scheme
}

show(colorScheme.getState().scheme)
colorScheme.subscribe((state) => show(state.scheme))
system.addEventListener('change', () =>
  colorScheme.setState((state) => ({ scheme: resolve(state.preference) })),
)

/** Chooses a theme and remembers it; `system` forgets the choice. */
export function setPreference(preference: Preference): void {
  if (preference === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, preference)
  colorScheme.setState({ preference, scheme: resolve(preference) })
}

/** Switches between light and dark, whatever was chosen before. */
export function toggleScheme(): void {
  setPreference(colorScheme.getState().scheme === 'dark' ? 'light' : 'dark')
}
