/** What a person chose in the palette lately, newest first: it comes first again. Kept in this browser. */
import { createStore } from 'zustand/vanilla'

const KEY = 'lockstep.recent'
const LIMIT = 12

const storage = globalThis.window === undefined ? undefined : globalThis.localStorage

function readRecent(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : []
  } catch {
    return []
  }
}

export const recentStore = createStore<{ readonly ids: readonly string[] }>(() => ({ ids: readRecent() }))
recentStore.subscribe(({ ids }) => storage?.setItem(KEY, JSON.stringify(ids)))

export const rememberChoice = (id: string): void =>
  recentStore.setState(({ ids }) => ({ ids: [id, ...ids.filter((other) => other !== id)].slice(0, LIMIT) }))
