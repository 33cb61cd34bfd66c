/** A write to tiers and annotations as a value, and what the cached set is once it has been taken. Pure. */
import type {
  Annotation,
  AnnotationChange,
  AnnotationSet,
  NewAnnotation,
  NewTier,
  TierChange,
} from '../../../core/protocol/review.ts'
import {
  dropAnnotation,
  dropTier,
  findAnnotation,
  moveTier,
  putAnnotation,
  putTier,
} from './annotationSet.ts'

export type Write =
  | { readonly kind: 'create'; readonly annotation: NewAnnotation }
  | { readonly kind: 'change'; readonly annotationId: string; readonly change: AnnotationChange }
  | { readonly kind: 'delete' | 'restore'; readonly annotationId: string }
  | { readonly kind: 'createTier'; readonly tier: NewTier }
  | { readonly kind: 'changeTier'; readonly tierId: string; readonly change: TierChange }
  | { readonly kind: 'deleteTier' | 'restoreTier'; readonly tierId: string }

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

/** The set as it will be once one write has been taken. */
export function applyWrite(set: AnnotationSet, write: Write): AnnotationSet {
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
