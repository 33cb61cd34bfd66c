/** What one can do to annotations; each is written at once and can be taken back. */
import type { Annotation, AnnotationChange } from '../../../core/protocol/review.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { rememberEdit } from '../commands/undoStore.ts'
import { fixTimes, type Times } from './refit.ts'
import { submit } from './submit.ts'

const newId = (): string => crypto.randomUUID()

interface NewOptions extends Times {
  readonly tierId: string | null
  readonly label?: string
  /** The lane it was seen in. */
  readonly laneId?: string | undefined
}

/** Makes an annotation, or a marker where the tier is null; returns its id at once. */
export function addAnnotation(session: SessionDetail, options: NewOptions): string {
  const { sessionId, clockVersion } = session
  const { tierId, label = '', laneId } = options
  const times = wholeTimes(session, options)
  const annotationId = newId()
  const annotation = { annotationId, tierId, ...times, label, body: '', laneId, clockVersion }
  void submit(sessionId, { kind: 'create', annotation, fixed: fixTimes(session, times, laneId) })
  rememberEdit({
    name: tierId === null ? 'mark a moment' : 'annotate',
    undo: () => submit(sessionId, { kind: 'delete', annotationId }),
    redo: () => submit(sessionId, { kind: 'restore', annotationId }),
  })
  return annotationId
}

/** Whole microseconds in their order, inside the session. */
function wholeTimes(session: SessionDetail, { startUs, endUs }: Times): Times {
  const fit = (us: number): number => Math.min(Math.max(Math.round(us), 0), session.durationUs)
  const [a, b] = [fit(startUs), fit(endUs)]
  return { startUs: Math.min(a, b), endUs: Math.max(a, b) }
}

type Fields = Omit<AnnotationChange, 'clockVersion'>

/** Changes an annotation; `name` is how the undo calls it. Nothing happens where nothing differs. */
export function editAnnotation(
  session: SessionDetail,
  before: Annotation,
  fields: Fields,
  name: string,
): void {
  const changed = differing(before, fields)
  if (Object.keys(changed).length === 0) return
  void writeFields(session, before, changed)
  rememberChange(session, before, changed, name)
}

/** Writes without an undo of its own, as while somebody types. */
export function writeFields(session: SessionDetail, annotation: Annotation, fields: Fields): Promise<void> {
  const { annotationId } = annotation
  const { sessionId, clockVersion } = session
  const { startUs, endUs, ...rest } = fields
  if (startUs === undefined && endUs === undefined)
    return submit(sessionId, { kind: 'change', annotationId, change: rest })
  const times = wholeTimes(session, {
    startUs: startUs ?? annotation.startUs,
    endUs: endUs ?? annotation.endUs,
  })
  const lane = session.lanes.find(({ recordings }) =>
    recordings.some(({ recordingId }) => recordingId === annotation.anchor.recordingId),
  )
  const fixed = fixTimes(session, times, lane?.laneId)
  return submit(sessionId, {
    kind: 'change',
    annotationId,
    change: { ...rest, ...times, clockVersion },
    fixed,
  })
}

/** Remembers what has been written since `before`, as one edit. */
export function rememberChange(
  session: SessionDetail,
  before: Annotation,
  fields: Fields,
  name: string,
): void {
  const old: Fields = Object.fromEntries(
    Object.keys(fields).map((key) => [key, before[key as keyof Annotation]]),
  )
  rememberEdit({
    name,
    undo: () => writeFields(session, before, old),
    redo: () => writeFields(session, before, fields),
  })
}

const differing = (before: Annotation, fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([key, value]) => value !== undefined && value !== before[key as keyof Annotation],
    ),
  )

export function removeAnnotation(session: SessionDetail, { annotationId, tierId }: Annotation): void {
  const { sessionId } = session
  void submit(sessionId, { kind: 'delete', annotationId })
  rememberEdit({
    name: tierId === null ? 'delete a marker' : 'delete an annotation',
    undo: () => submit(sessionId, { kind: 'restore', annotationId }),
    redo: () => submit(sessionId, { kind: 'delete', annotationId }),
  })
}
