/** Tiers and marks by hand. */
import type { Annotation, AnnotationSet } from '../../../core/protocol/review.ts'

export const makeMark = (
  annotationId: string,
  startUs: number,
  changes: Partial<Annotation> = {},
): Annotation => ({
  annotationId,
  tierId: null,
  startUs,
  endUs: startUs,
  label: '',
  body: '',
  author: 'ada',
  createdWallUs: 0,
  changedWallUs: 0,
  anchor: {
    recordingId: 'leo1',
    identity: 'leo',
    source: 'camera',
    startMediaUs: startUs,
    endMediaUs: startUs,
    clockVersion: '1',
    movedUs: 0,
    isPlaced: true,
  },
  ...changes,
})

const makeTier = (tierId: string, name: string): AnnotationSet['tiers'][number] => ({
  tierId,
  name,
  identity: null,
  parentTierId: null,
  author: 'ada',
})

export const makeSet = (annotations: readonly Annotation[]): AnnotationSet => ({
  clockVersion: '1',
  tiers: [makeTier('t1', 'strategy'), makeTier('t2', 'talk')],
  annotations: [...annotations],
})
