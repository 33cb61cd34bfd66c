/** What marks need over the timeline: the field that names a new one, and whoever sends what could not be written. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { NamingField } from './NamingField.tsx'
import { useReviewed, useUnsentWrites } from './useReviewed.ts'

interface MarkLayerProps {
  readonly session: SessionDetail
  readonly store: WorkbenchStore
}

/** Takes no room; stands directly above the timeline. */
export function MarkLayer({ session, store }: MarkLayerProps) {
  const { set } = useReviewed(session.sessionId)
  useUnsentWrites(session.sessionId)
  return <NamingField session={session} store={store} set={set} />
}
