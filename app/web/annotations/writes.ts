/** What a person does to tiers and annotations, as values: they can be kept, and sent again on another alignment. Pure. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Write as ReviewWrite } from '../api/annotationWrites.ts'
import { refitTimes, type Fixed } from './refit.ts'

/** With the media its times were seen on, so that they are found again after an alignment has moved. */
export type Write = ReviewWrite & { readonly fixed?: Fixed | undefined }

/** The id of what a write is about. */
export function subjectOf(write: Write): string {
  switch (write.kind) {
    case 'create':
      return write.annotation.annotationId
    case 'createTier':
      return write.tier.tierId
    case 'changeTier':
    case 'deleteTier':
    case 'restoreTier':
      return write.tierId
    default:
      return write.annotationId
  }
}

/** The same write for the alignment that stands now: its times where its media went. */
export function refitWrite(write: Write, session: SessionDetail): Write {
  const { clockVersion } = session
  if (write.kind === 'create') {
    const times = refitTimes(session, write.annotation, write.fixed)
    return { ...write, annotation: { ...write.annotation, ...onlyTimes(times), clockVersion } }
  }
  if (write.kind !== 'change' || write.change.startUs === undefined || write.change.endUs === undefined)
    return write
  const { startUs, endUs } = write.change
  const times = refitTimes(session, { startUs, endUs }, write.fixed)
  return { ...write, change: { ...write.change, ...onlyTimes(times), clockVersion } }
}

const onlyTimes = ({ startUs, endUs }: { startUs: number; endUs: number }) => ({ startUs, endUs })
