/** What the keys do: mark the moment or the segment, go from one mark to the next, name and delete the chosen one. */
import { flushSync } from 'react-dom'
import type { Annotation, AnnotationSet } from '../../../core/protocol/review.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { applyWrites, asAnnotation } from '../api/annotationWrites.ts'
import { cachedSet } from '../api/reviewWrite.ts'
import type { Player } from '../playback/player.types.ts'
import { say } from '../widgets/noteStore.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { addAnnotation, removeAnnotation } from './annotationActions.ts'
import { chooseTier, filterAnnotations, findNeighbour } from './annotationList.ts'
import { startNaming, stopNaming } from './namingStore.ts'
import { unsentOf } from './unsent.ts'

export interface Desk {
  readonly session: SessionDetail
  readonly player: Player
  readonly store: WorkbenchStore
}

const EMPTY: AnnotationSet = { clockVersion: '', tiers: [], annotations: [] }

/** What a person sees now: what was read, and what is still to be written. */
export const reviewedNow = (sessionId: string): AnnotationSet =>
  applyWrites(cachedSet(sessionId) ?? EMPTY, unsentOf(sessionId).writes)

const chosenNow = ({ session, store }: Desk): Annotation | undefined => {
  const { annotation } = store.getState()
  return reviewedNow(session.sessionId).annotations.find((one) => one.annotationId === annotation)
}

/** Chosen and open for its name at once: the next key a person types belongs to it already. */
const nameAtOnce = (store: WorkbenchStore, mark: Annotation): void =>
  flushSync(() => {
    store.setState({ annotation: mark.annotationId })
    startNaming(mark)
  })

type NewMark = Pick<Annotation, 'tierId' | 'startUs' | 'endUs'>

/** Makes a mark and opens it for its name. */
function addAndName({ session, store }: Desk, mark: NewMark): void {
  const annotationId = addAnnotation(session, { ...mark, laneId: store.getState().focus })
  nameAtOnce(store, asAnnotation({ ...mark, annotationId, clockVersion: session.clockVersion }))
}

/** Marks the moment the playhead stands at, in the focused lane if there is one; playback goes on. */
export function dropMarker(desk: Desk): void {
  const startUs = desk.player.now()
  addAndName(desk, { startUs, endUs: startUs, tierId: null })
}

/** Annotates the segment on the tier that is shown; says so where there is none. */
export function annotateSegment(desk: Desk): void {
  const { session, store } = desk
  const { segment, tierFilter } = store.getState()
  if (!segment) {
    say({ about: 'mark', title: 'Set a segment first', text: 'I starts it at the playhead, O ends it.' })
    return
  }
  const tierId = chooseTier(reviewedNow(session.sessionId), tierFilter)
  addAndName(desk, { startUs: segment.start, endUs: segment.end, tierId })
}

/** Goes to the mark before (−1) or after (1), among those the list shows. */
export function goToMark(desk: Desk, direction: 1 | -1): void {
  const { session, player, store } = desk
  const { tierFilter, annotationFilter, annotation } = store.getState()
  const shown = filterAnnotations(reviewedNow(session.sessionId).annotations, {
    tier: tierFilter,
    text: annotationFilter,
  })
  const next = findNeighbour(shown, { t: player.now(), chosen: annotation, direction })
  if (next) chooseMark(desk, next)
}

/** Chooses a mark and goes to it. */
export function chooseMark({ player, store }: Desk, { annotationId, startUs }: Annotation): void {
  store.setState({ annotation: annotationId })
  player.seek(startUs)
}

export function nameChosen(desk: Desk): void {
  const chosen = chosenNow(desk)
  if (chosen) nameAtOnce(desk.store, chosen)
}

export function deleteChosen(desk: Desk): void {
  const chosen = chosenNow(desk)
  if (chosen) deleteMark(desk, chosen)
}

/** Deletes a mark; says how it comes back. */
export function deleteMark({ session, store }: Pick<Desk, 'session' | 'store'>, mark: Annotation): void {
  stopNaming(mark.annotationId)
  if (store.getState().annotation === mark.annotationId) store.setState({ annotation: undefined })
  removeAnnotation(session, mark)
  const what = mark.label === '' ? (mark.tierId === null ? 'a marker' : 'an annotation') : mark.label
  say({ about: 'mark', title: `Deleted ${what}`, text: 'Ctrl Z brings it back.' })
}
