/** The changes in hand, by session: kept for the tab, so that leaving the place loses none, and each can be undone. */
import { createStore } from 'zustand/vanilla'
import { rememberEdit } from '../commands/undoStore.ts'
import { countChanges, NO_CHANGES, parseDraft, type Draft } from './draft.ts'

export const draftStore = createStore<{ readonly bySession: Readonly<Record<string, Draft>> }>(() => ({
  bySession: {},
}))

const keyOf = (sessionId: string): string => `lockstep.clocks.${sessionId}`

/** What is in hand; the first time, what this tab has kept. */
export function draftOf(sessionId: string): Draft {
  const known = draftStore.getState().bySession[sessionId]
  if (known) return known
  const kept = parseDraft(sessionStorage.getItem(keyOf(sessionId)))
  draftStore.setState(({ bySession }) => ({ bySession: { ...bySession, [sessionId]: kept } }))
  return kept
}

/** Puts other changes in their place without a way back. */
export function putDraft(sessionId: string, draft: Draft): void {
  draftStore.setState(({ bySession }) => ({ bySession: { ...bySession, [sessionId]: draft } }))
  if (countChanges(draft) === 0 && draft.note === '') sessionStorage.removeItem(keyOf(sessionId))
  else sessionStorage.setItem(keyOf(sessionId), JSON.stringify(draft))
}

/** Changes them, so that it can be undone. */
export function changeDraft(sessionId: string, name: string, change: (draft: Draft) => Draft): void {
  const before = draftOf(sessionId)
  const after = change(before)
  putDraft(sessionId, after)
  rememberEdit({
    name,
    undo: () => putDraft(sessionId, before),
    redo: () => putDraft(sessionId, after),
  })
}

/** Drops all of them, so that it can be undone. */
export const discardDraft = (sessionId: string): void =>
  changeDraft(sessionId, 'discard the changes to the clocks', () => NO_CHANGES)
