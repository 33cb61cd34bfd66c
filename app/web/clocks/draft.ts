/**
 * Changes to the clocks that are not applied yet: which edges are muted or speak again, which marks come and go. Pure;
 * kept for the tab by draftStore.ts.
 */
import type { ClockEdits, GraphEdge, NewMark } from '../../../core/protocol/clock.ts'

export interface DraftMark extends NewMark {
  /** The page's own, to take it out again. */
  readonly draftId: string
}

export interface Draft {
  readonly mute: readonly string[]
  readonly unmute: readonly string[]
  readonly marks: readonly DraftMark[]
  readonly withdrawMarks: readonly string[]
  /** Why, for all of them; may be empty. */
  readonly note: string
}

export const NO_CHANGES: Draft = { mute: [], unmute: [], marks: [], withdrawMarks: [], note: '' }

const toggled = (ids: readonly string[], id: string): readonly string[] =>
  ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]

/** Mutes an edge or lets it speak again; what was changed before is changed back. */
export const toggleMute = (draft: Draft, edge: Pick<GraphEdge, 'edgeId' | 'muted'>): Draft =>
  edge.muted === null
    ? { ...draft, mute: toggled(draft.mute, edge.edgeId) }
    : { ...draft, unmute: toggled(draft.unmute, edge.edgeId) }

export const addMark = (draft: Draft, mark: DraftMark): Draft => ({ ...draft, marks: [...draft.marks, mark] })

/** Takes out a mark of the draft, or withdraws (or keeps) one that is written. */
export const toggleMark = (draft: Draft, markId: string): Draft =>
  draft.marks.some((mark) => mark.draftId === markId)
    ? { ...draft, marks: draft.marks.filter((mark) => mark.draftId !== markId) }
    : { ...draft, withdrawMarks: toggled(draft.withdrawMarks, markId) }

export const countChanges = (draft: Draft): number =>
  draft.mute.length + draft.unmute.length + draft.marks.length + draft.withdrawMarks.length

const asNew = ({
  fromRecordingId,
  fromMediaUs,
  toRecordingId,
  toMediaUs,
  sigmaUs,
  note,
}: DraftMark): NewMark => ({
  fromRecordingId,
  fromMediaUs,
  toRecordingId,
  toMediaUs,
  sigmaUs,
  ...(note === undefined ? {} : { note }),
})

/** As the server takes them. */
export function toEdits({ mute, unmute, marks, withdrawMarks, note }: Draft): ClockEdits {
  const edits: ClockEdits = {
    mute: [...mute],
    unmute: [...unmute],
    marks: marks.map(asNew),
    withdrawMarks: [...withdrawMarks],
  }
  return note.trim() === '' ? edits : { ...edits, note: note.trim() }
}

/** Leaves out what names an edge, a mark or a recording that the graph has no longer. */
export function fitDraft(
  draft: Draft,
  known: {
    readonly edges: ReadonlySet<string>
    readonly marks: ReadonlySet<string>
    readonly recordings: ReadonlySet<string>
  },
): Draft {
  const fitted: Draft = {
    ...draft,
    mute: draft.mute.filter((id) => known.edges.has(id)),
    unmute: draft.unmute.filter((id) => known.edges.has(id)),
    marks: draft.marks.filter(
      ({ fromRecordingId, toRecordingId }) =>
        known.recordings.has(fromRecordingId) && known.recordings.has(toRecordingId),
    ),
    withdrawMarks: draft.withdrawMarks.filter((id) => known.marks.has(id)),
  }
  return countChanges(fitted) === countChanges(draft) ? draft : fitted
}

/** Reads what `JSON.stringify` wrote of a draft; anything else is no changes. */
export function parseDraft(text: string | null): Draft {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<Draft> | null
    const lists = [value?.mute, value?.unmute, value?.marks, value?.withdrawMarks]
    if (!value || !lists.every(Array.isArray) || typeof value.note !== 'string') return NO_CHANGES
    return value as Draft
  } catch {
    return NO_CHANGES
  }
}
