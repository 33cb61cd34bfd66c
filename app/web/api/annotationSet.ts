/** The cached annotations of a session as writes change them before and after the server has answered. Pure. */
import type { Annotation, AnnotationSet, Tier } from '../../../core/protocol/review.ts'

/** By start, then end, then id: the order the server gives. */
const comesBefore = (a: Annotation, b: Annotation): boolean =>
  a.startUs !== b.startUs
    ? a.startUs < b.startUs
    : a.endUs !== b.endUs
      ? a.endUs < b.endUs
      : a.annotationId < b.annotationId

export const findAnnotation = (
  set: AnnotationSet | undefined,
  annotationId: string,
): Annotation | undefined => set?.annotations.find((one) => one.annotationId === annotationId)

/** Puts an annotation where it belongs, in place of the one of its id. */
export function putAnnotation(set: AnnotationSet, annotation: Annotation): AnnotationSet {
  const annotations = set.annotations.filter((one) => one.annotationId !== annotation.annotationId)
  let [low, high] = [0, annotations.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (comesBefore(annotations[middle]!, annotation)) low = middle + 1
    else high = middle
  }
  annotations.splice(low, 0, annotation)
  return { ...set, annotations }
}

export const dropAnnotation = (set: AnnotationSet, annotationId: string): AnnotationSet => ({
  ...set,
  annotations: set.annotations.filter((one) => one.annotationId !== annotationId),
})

/** Puts a tier in place of the one of its id, else last. */
export const putTier = (set: AnnotationSet, tier: Tier): AnnotationSet => ({
  ...set,
  tiers: set.tiers.some((one) => one.tierId === tier.tierId)
    ? set.tiers.map((one) => (one.tierId === tier.tierId ? tier : one))
    : [...set.tiers, tier],
})

/** Moves a tier to a place, from 0. */
export function moveTier(set: AnnotationSet, tierId: string, position: number): AnnotationSet {
  const moved = set.tiers.find((one) => one.tierId === tierId)
  if (!moved) return set
  const tiers = set.tiers.filter((one) => one !== moved)
  tiers.splice(position, 0, moved)
  return { ...set, tiers }
}

/** Takes a tier out with all that is in it. */
export const dropTier = (set: AnnotationSet, tierId: string): AnnotationSet => ({
  ...set,
  tiers: set.tiers.filter((one) => one.tierId !== tierId),
  annotations: set.annotations.filter((one) => one.tierId !== tierId),
})
