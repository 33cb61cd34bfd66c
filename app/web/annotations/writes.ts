/** What a person does to tiers and annotations, as values: they can be kept, shown before they are sent, sent again. Pure. */
import type {
  Annotation,
  AnnotationChange,
  AnnotationSet,
  NewAnnotation,
  NewTier,
  TierChange,
} from '../../../core/protocol/review.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import {
  dropAnnotation,
  dropTier,
  findAnnotation,
  moveTier,
  putAnnotation,
  putTier,
} from '../api/annotationSet.ts'
import { refitTimes, type Fixed } from './refit.ts'

export type Write =
  | { readonly kind: 'create'; readonly annotation: NewAnnotation; readonly fixed?: Fixed | undefined }
  | {
      readonly kind: 'change'
      readonly annotationId: string
      readonly change: AnnotationChange
      readonly fixed?: Fixed | undefined
    }
  | { readonly kind: 'delete' | 'restore'; readonly annotationId: string }
  | { readonly kind: 'createTier'; readonly tier: NewTier }
  | { readonly kind: 'changeTier'; readonly tierId: string; readonly change: TierChange }
  | { readonly kind: 'deleteTier' | 'restoreTier'; readonly tierId: string }

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

/** As it will be; its anchor is known once it is written. */
export const asAnnotation = (given: NewAnnotation): Annotation => ({
  annotationId: given.annotationId,
  tierId: given.tierId,
  startUs: given.startUs,
  endUs: given.endUs,
  label: given.label ?? '',
  body: given.body ?? '',
  author: given.author ?? '',
  createdWallUs: 0,
  changedWallUs: 0,
  anchor: {
    recordingId: null,
    identity: null,
    source: null,
    startMediaUs: null,
    endMediaUs: null,
    clockVersion: given.clockVersion,
    movedUs: 0,
    isPlaced: true,
  },
})

/** The set as it will be once the writes have been taken; a restore shows when the server answers. */
export const applyWrites = (set: AnnotationSet, writes: readonly Write[]): AnnotationSet =>
  writes.reduce(applyWrite, set)

function applyWrite(set: AnnotationSet, write: Write): AnnotationSet {
  switch (write.kind) {
    case 'create':
      return putAnnotation(set, asAnnotation(write.annotation))
    case 'change': {
      const now = findAnnotation(set, write.annotationId)
      return now ? putAnnotation(set, { ...now, ...plain(write.change) }) : set
    }
    case 'delete':
      return dropAnnotation(set, write.annotationId)
    case 'createTier': {
      const { tierId, name, identity = null, parentTierId = null, author = null } = write.tier
      return putTier(set, { tierId, name, identity, parentTierId, author })
    }
    case 'changeTier': {
      const now = set.tiers.find((tier) => tier.tierId === write.tierId)
      if (!now) return set
      const named = putTier(set, { ...now, name: write.change.name ?? now.name })
      return write.change.position === undefined
        ? named
        : moveTier(named, write.tierId, write.change.position)
    }
    case 'deleteTier':
      return dropTier(set, write.tierId)
    default:
      return set
  }
}

type Shown = Partial<Pick<Annotation, 'tierId' | 'startUs' | 'endUs' | 'label' | 'body'>>

const plain = ({ tierId, startUs, endUs, label, body }: AnnotationChange): Shown => ({
  ...(tierId === undefined ? {} : { tierId }),
  ...(startUs === undefined ? {} : { startUs }),
  ...(endUs === undefined ? {} : { endUs }),
  ...(label === undefined ? {} : { label }),
  ...(body === undefined ? {} : { body }),
})

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
