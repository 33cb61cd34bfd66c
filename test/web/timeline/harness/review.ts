/** Tiers, annotations, markers and a log that carries states, made from a seed. */
import type { TimelineLog } from '../../../../app/web/timeline/eventColumns.ts'
import type { Annotation, AnnotationSet, SessionDetail } from '../../../../core/protocol/index.ts'
import { makeRandom } from './sound.ts'

const LABELS = ['compare', 'guess', 'partition the whole', 'explain to peer', 'check', 'off task']

function makeAnnotation(k: number, tierId: string | null, startUs: number, endUs: number): Annotation {
  return {
    annotationId: `a${k}`,
    tierId,
    startUs: Math.round(startUs),
    endUs: Math.round(endUs),
    label: tierId === null ? `mark ${k}` : LABELS[k % LABELS.length]!,
    body: '',
    author: 'ann',
    createdWallUs: 0,
    changedWallUs: 0,
    anchor: {
      recordingId: null,
      identity: null,
      source: null,
      startMediaUs: null,
      endMediaUs: null,
      clockVersion: '1',
      movedUs: 0,
      isPlaced: true,
    },
  }
}

/** Makes `count` annotations over four tiers, two about people, and a marker for every fortieth. */
export function makeAnnotations(session: SessionDetail, count: number): AnnotationSet {
  const random = makeRandom(5)
  const about = [null, session.people[0]!.identity, session.people[1]!.identity, null]
  const names = ['strategy', 'gaze', 'talk move', 'note']
  const tiers = names.map((name, k) => ({
    tierId: name,
    name,
    identity: about[k]!,
    parentTierId: null,
    author: null,
  }))
  const pitchUs = (session.durationUs * 4) / count
  const annotations = Array.from({ length: count }, (_, k) => {
    const tier = tiers[k % 4]!
    const start = random() * (session.durationUs - pitchUs)
    if (k % 40 === 39) return makeAnnotation(k, null, start, start)
    return makeAnnotation(k, tier.tierId, start, start + pitchUs * (0.2 + 0.7 * random()))
  })
  annotations.sort((a, b) => a.startUs - b.startUs || a.endUs - b.endUs)
  return { clockVersion: '1', tiers, annotations }
}

const isSlide = (row: number): boolean => row % 30 === 0

/** Makes a log of `count` rows; every thirtieth is the first person's next slide. */
export function makeLog(session: SessionDetail, count: number): TimelineLog {
  const random = makeRandom(3)
  const tUs = Float64Array.from({ length: count }, () => random() * session.durationUs).sort()
  const { people } = session
  const senders = Uint8Array.from({ length: count }, () => Math.floor(random() * people.length))
  return {
    length: count,
    tUs,
    sender: (row) => people[isSlide(row) ? 0 : senders[row]!]!.identity,
    topic: (row) => (isSlide(row) ? 'slide' : 'answer'),
    payload: (row) => (isSlide(row) ? `{"n":${row / 30 + 1}}` : `{"q":4,"v":"3/8"}`),
  }
}
