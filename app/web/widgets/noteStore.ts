/** Short words to a person about what has just happened, shown for a moment in a corner by Notes.tsx. */
import { createStore } from 'zustand/vanilla'

export interface Note {
  /** As a title: "Undone". */
  readonly title: string
  readonly text?: string | undefined
  /** `error` stays until it is closed. */
  readonly tone?: 'quiet' | 'good' | 'error'
  /** A newer note about the same thing takes the place of the one before. */
  readonly about?: string
}

export const noteStore = createStore<{ readonly notes: readonly Note[] }>(() => ({ notes: [] }))

/** Says something; it is read to who cannot see it, too. */
export const say = (note: Note): void =>
  noteStore.setState(({ notes }) => ({
    notes: [...notes.filter((other) => note.about === undefined || other.about !== note.about), note],
  }))

/** Takes what was said since the last call. */
export function takeNotes(): readonly Note[] {
  const { notes } = noteStore.getState()
  if (notes.length > 0) noteStore.setState({ notes: [] })
  return notes
}
