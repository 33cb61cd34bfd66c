/** The list of annotations: what of it is shown, where a time falls in it, which codes a tier uses. Pure. */
import type { Annotation, AnnotationSet, Tier } from '../../../core/protocol/review.ts'

/** What the list shows: all (empty), the markers, or one tier by its id. */
export type TierFilter = '' | 'markers' | (string & {})

export const MARKERS = 'markers'

/** The key a tier, or the markers, are filtered by. */
export const filterOf = (annotation: Pick<Annotation, 'tierId'>): TierFilter => annotation.tierId ?? MARKERS

/** What the filter and every word leave, in the order of time; words are looked for in label, note and author. */
export function filterAnnotations(
  annotations: readonly Annotation[],
  { tier, text }: { readonly tier: TierFilter; readonly text: string },
): readonly Annotation[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (tier === '' && words.length === 0) return annotations
  return annotations.filter((annotation) => {
    if (tier !== '' && filterOf(annotation) !== tier) return false
    if (words.length === 0) return true
    const said = `${annotation.label} ${annotation.body} ${annotation.author}`.toLowerCase()
    return words.every((word) => said.includes(word))
  })
}

/** How many annotations each filter has; the empty one has all. */
export function countByFilter(annotations: readonly Annotation[]): ReadonlyMap<TierFilter, number> {
  const counts = new Map<TierFilter, number>([['', annotations.length]])
  for (const annotation of annotations) {
    const key = filterOf(annotation)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** The position of the last annotation that begins at or before `t`; −1 before the first. */
export function positionAt(annotations: readonly Annotation[], t: number): number {
  let [low, high] = [0, annotations.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (annotations[middle]!.startUs <= t) low = middle + 1
    else high = middle
  }
  return low - 1
}

/**
 * The annotation to jump to from `t`: beside the chosen one where the playhead still stands on it, so that several
 * at one time are passed one by one; else the nearest one later or earlier.
 */
export function findNeighbour(
  annotations: readonly Annotation[],
  {
    t,
    chosen,
    direction,
  }: { readonly t: number; readonly chosen?: string | undefined; readonly direction: 1 | -1 },
): Annotation | undefined {
  const at = chosen === undefined ? -1 : annotations.findIndex((one) => one.annotationId === chosen)
  if (at >= 0 && Math.abs(annotations[at]!.startUs - t) < STANDS_ON_US) return annotations[at + direction]
  if (direction === 1) return annotations[positionAt(annotations, t) + 1]
  return annotations[positionAt(annotations, t - 1)]
}

/** A seek lands on a frame, not on the microsecond: nearer than two frames is there. */
const STANDS_ON_US = 80_000

/** The labels a tier uses, the most used first, then by name. */
export function listCodes(annotations: readonly Annotation[], tierId: string | null): string[] {
  const uses = new Map<string, number>()
  for (const annotation of annotations)
    if (annotation.tierId === tierId && annotation.label !== '')
      uses.set(annotation.label, (uses.get(annotation.label) ?? 0) + 1)
  return [...uses].toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([label]) => label)
}

const MOST_CODES = 6

/** What a codebook offers for what was typed: those that begin so, then those that contain it; not the word itself. */
export function suggestCodes(codes: readonly string[], typed: string): string[] {
  const wanted = typed.trim().toLowerCase()
  const rank = (code: string): number => {
    const at = code.toLowerCase().indexOf(wanted)
    return at < 0 ? 2 : at === 0 ? 0 : 1
  }
  return codes
    .filter((code) => code.toLowerCase() !== wanted && rank(code) < 2)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MOST_CODES)
}

/** The tier that what is marked goes to: the one the list shows, else the only one, else none (a marker). */
export function chooseTier(set: Pick<AnnotationSet, 'tiers'>, filter: TierFilter): string | null {
  if (set.tiers.some((tier) => tier.tierId === filter)) return filter
  return filter === MARKERS || set.tiers.length !== 1 ? null : set.tiers[0]!.tierId
}

/** The name of an annotation's tier: `marker` where it has none. */
export const nameTier = (tiers: readonly Tier[], tierId: string | null): string =>
  tierId === null ? 'marker' : (tiers.find((tier) => tier.tierId === tierId)?.name ?? 'a tier')
