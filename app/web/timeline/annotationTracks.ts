/** A session's annotations as the timeline reads them: a track a tier, the markers as one, every edge for snapping. */
import type { Annotation, AnnotationSet, SessionDetail } from '../../../core/protocol/index.ts'
import { micros, type Micros, type Span } from '../../../core/time/index.ts'
import { buildSpanIndex, visitSpans, type SpanIndex } from './spanIndex.ts'
import { timeToPx, usPerPx, type Scale } from './viewport.ts'

export interface AnnotationTrack {
  readonly key: string
  /** Undefined: the markers. */
  readonly tierId: string | undefined
  readonly name: string
  /** Index of the person it is about. */
  readonly person: number | undefined
  readonly spans: SpanIndex
  /** In the index's order. */
  readonly items: readonly Annotation[]
}

export interface AnnotationTracks {
  readonly tiers: readonly AnnotationTrack[]
  readonly markers: AnnotationTrack
  /** Every start and end, ascending; sorted when first asked for. */
  readonly edges: Float64Array
  /** Looks through all of them. */
  find(annotationId: string): Annotation | undefined
}

export const keyOfTier = (tierId: string): string => `tier:${tierId}`

function makeTrack(
  place: Pick<AnnotationTrack, 'key' | 'tierId' | 'name' | 'person'>,
  items: readonly Annotation[],
): AnnotationTrack {
  const starts = new Float64Array(items.length)
  const ends = new Float64Array(items.length)
  for (let k = 0; k < items.length; k++) {
    starts[k] = items[k]!.startUs
    ends[k] = items[k]!.endUs
  }
  return { ...place, items, spans: buildSpanIndex(starts, ends) }
}

function listEdges({ annotations }: AnnotationSet): Float64Array {
  const edges = new Float64Array(annotations.length * 2)
  annotations.forEach(({ startUs, endUs }, k) => {
    edges[2 * k] = startUs
    edges[2 * k + 1] = endUs
  })
  return edges.sort()
}

/** Indexes a set whose annotations ascend by start; one of a tier that is not there is left out. */
export function indexAnnotations(set: AnnotationSet, people: SessionDetail['people']): AnnotationTracks {
  const items = new Map<string | null, Annotation[]>([[null, []]])
  for (const { tierId } of set.tiers) items.set(tierId, [])
  for (const annotation of set.annotations) items.get(annotation.tierId)?.push(annotation)
  let edges: Float64Array | undefined
  const tiers = set.tiers.map(({ tierId, name, identity }) => {
    const person = people.findIndex((one) => one.identity === identity)
    const place = { key: keyOfTier(tierId), tierId, name, person: person < 0 ? undefined : person }
    return makeTrack(place, items.get(tierId)!)
  })
  const place = { key: 'markers', tierId: undefined, name: 'markers', person: undefined }
  const markers = makeTrack(place, items.get(null)!)
  return {
    tiers,
    markers,
    get edges() {
      return (edges ??= listEdges(set))
    },
    find: (wanted) => set.annotations.find(({ annotationId }) => annotationId === wanted),
  }
}

export type AnnotationPart = 'start' | 'end' | 'body'
export interface AnnotationHit {
  readonly annotation: Annotation
  readonly part: AnnotationPart
}

const EDGE_PX = 5
/** A chip narrower than this is taken by its body alone, from a little outside too. */
const NARROW_PX = 14
const REACH_PX = 4

/** Returns what is under a pointer `xPx` from the left of a track; `level` where its spans are stacked. */
export function hitAnnotation(
  { items, spans }: AnnotationTrack,
  scale: Scale,
  xPx: number,
  level?: number,
): AnnotationHit | undefined {
  const reachUs = REACH_PX * usPerPx(scale)
  const time = scale.view.start + xPx * usPerPx(scale)
  let best: AnnotationHit | undefined
  let nearest = Number.POSITIVE_INFINITY
  visitSpans(spans, time - reachUs, time + reachUs, (k) => {
    if (level !== undefined && spans.level[k] !== level) return
    const [left, right] = [timeToPx(scale, spans.starts[k]!), timeToPx(scale, spans.ends[k]!)]
    const distance = Math.max(0, left - xPx, xPx - right)
    if (distance > nearest) return
    nearest = distance
    const wide = right - left >= NARROW_PX
    const part = wide && xPx - left < EDGE_PX ? 'start' : wide && right - xPx < EDGE_PX ? 'end' : 'body'
    best = { annotation: items[k]!, part }
  })
  return best
}

const SHORTEST_US = 20_000
const FIRST_US = 2e6

/** Moves an annotation or one of its edges to follow a pointer from `grabbed` to `time`; stays in the session. */
export function dragAnnotation(
  { startUs, endUs }: { readonly startUs: number; readonly endUs: number },
  part: AnnotationPart,
  { grabbed, time, durationUs }: { grabbed: number; time: number; durationUs: number },
): Span {
  if (part === 'start') {
    const start = Math.max(0, Math.min(time, endUs - SHORTEST_US))
    return { start: micros(start), end: micros(endUs) }
  }
  if (part === 'end') {
    const end = Math.min(durationUs, Math.max(time, startUs + SHORTEST_US))
    return { start: micros(startUs), end: micros(end) }
  }
  const by = Math.max(-startUs, Math.min(durationUs - endUs, time - grabbed))
  return { start: micros(startUs + by), end: micros(endUs + by) }
}

/** The span of a new annotation at a time: the segment it lies in, else two seconds from there. */
export function spanOfNew(time: Micros, segment: Span | undefined, durationUs: number): Span {
  if (segment && time >= segment.start && time < segment.end) return segment
  const start = Math.max(0, Math.min(time, durationUs - FIRST_US))
  return { start: micros(start), end: micros(Math.min(durationUs, start + FIRST_US)) }
}
