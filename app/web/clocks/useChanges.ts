/** Writing the changes in hand, with a way back; and showing in the player what they would do. */
import { useMutation } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { ClockEdits, ClockGraph, RecordingMove } from '../../../core/protocol/clock.ts'
import { applyClocks } from '../api/clocks.ts'
import { sessionPath } from '../commands/goCommands.ts'
import { rememberEdit } from '../commands/undoStore.ts'
import { momentHref } from '../health/links.ts'
import { endTrial, tryShifts } from '../playback/trial.ts'
import { say } from '../widgets/noteStore.ts'
import { NO_CHANGES, type Draft } from './draft.ts'
import { putDraft } from './draftStore.ts'
import { describeMoves, isMoved } from './words.ts'

/** Applies edits; undoing writes what the server says takes them back, and has the changes in hand again. */
async function applyDraft(
  sessionId: string,
  draft: Draft,
  edits: ClockEdits,
): Promise<readonly RecordingMove[]> {
  const applied = await applyClocks(sessionId, edits)
  putDraft(sessionId, NO_CHANGES)
  endTrial()
  let [back, forth] = [applied.undo, edits]
  rememberEdit({
    name: 'change the clocks',
    undo: async () => {
      forth = (await applyClocks(sessionId, back)).undo
      putDraft(sessionId, draft)
    },
    redo: async () => {
      back = (await applyClocks(sessionId, forth)).undo
      putDraft(sessionId, NO_CHANGES)
    },
  })
  return applied.moves
}

/** Session time at which the recording that moves most begins, µs. */
function startOfMost({ recordings, epochWallUs }: ClockGraph, moves: readonly RecordingMove[]): number {
  const [most] = moves.toSorted((a, b) => Math.abs(b.byUs) - Math.abs(a.byUs))
  const recording = recordings.find(({ recordingId }) => recordingId === most?.recordingId)
  return Math.max(0, (recording?.placedWallUs ?? epochWallUs) - epochWallUs)
}

interface Changes {
  /** With the changes. */
  readonly graph: ClockGraph
  readonly sessionId: string
  readonly draft: Draft
  readonly edits: ClockEdits
  readonly changes: number
  readonly moves: readonly RecordingMove[] | undefined
}

export function useChanges({ graph, sessionId, draft, edits, changes, moves }: Changes) {
  const [, navigate] = useLocation()
  const apply = useMutation({
    mutationFn: () => applyDraft(sessionId, draft, edits),
    onSuccess: (moved) => {
      const count = moved.filter(isMoved).length
      const text =
        count === 0 ? 'nothing moved' : `${count} ${count === 1 ? 'recording' : 'recordings'} moved`
      say({ about: 'clocks', tone: 'good', title: 'Applied:', text })
    },
  })
  return {
    apply,
    canPreview: moves !== undefined && moves.some(isMoved),
    /** Opens the workbench where what moves most begins, with the recordings where they would lie. */
    preview: () => {
      if (!moves) return
      const shifts = moves.filter(isMoved).map(({ recordingId, byUs }) => [recordingId, byUs] as const)
      if (shifts.length === 0) return
      tryShifts(sessionId, Object.fromEntries(shifts), describeMoves(changes, moves))
      navigate(momentHref(sessionPath(sessionId), { tUs: startOfMost(graph, moves) }))
    },
  }
}
