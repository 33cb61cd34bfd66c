/**
 * Lays related tracks along one clock: the strongest links make a tree (Kruskal 1956), the clock is the media time of
 * its best-linked track, and every other track's map is its link to its parent after the parent's own. Good to some
 * ms, which is all that windows need to be cut at one moment in every track.
 */
import type { Fit } from './fit.ts'
import type { Loudness } from './loudness.ts'
import type { Laid } from './windows.ts'

export interface Link {
  readonly from: number
  readonly to: number
  readonly fit: Fit
}

export interface LaidGroup {
  /** Indices of tracks, in the order of `laid`. */
  readonly members: readonly number[]
  readonly laid: readonly Laid[]
}

/** How much a link can be relied on; for comparison alone. */
export const scoreLink = ({ fit }: Pick<Link, 'fit'>): number =>
  fit.agreeing === 0
    ? 0
    : (fit.agreeing / fit.sightings.length) * Math.sqrt(fit.agreeing) * Math.min(3, fit.medianRatio)

/** Groups of two or more linked tracks. */
export function layTracks(
  tracks: readonly { readonly recordingId: string; readonly loudness: Loudness }[],
  links: readonly Link[],
): LaidGroup[] {
  const tree = tracks.map((): Link[] => [])
  const strength = tracks.map(() => 0)
  const root = tracks.map((_, at) => at)
  const find = (at: number): number => (root[at] === at ? at : (root[at] = find(root[at]!)))
  for (const link of [...links].sort((a, b) => scoreLink(b) - scoreLink(a))) {
    strength[link.from]! += scoreLink(link)
    strength[link.to]! += scoreLink(link)
    if (find(link.from) === find(link.to)) continue
    root[find(link.from)] = find(link.to)
    tree[link.from]!.push(link)
    tree[link.to]!.push(link)
  }
  const done = new Set<number>()
  const groups: LaidGroup[] = []
  for (const start of tracks.map((_, at) => at).sort((a, b) => strength[b]! - strength[a]! || a - b)) {
    if (done.has(start) || tree[start]!.length === 0) continue
    const members: number[] = []
    const laid: Laid[] = []
    const visit = (
      at: number,
      ratePpm: number,
      toMediaUs: Laid['toMediaUs'],
      toClockUs: Laid['toMediaUs'],
    ): void => {
      done.add(at)
      members.push(at)
      const { recordingId, loudness } = tracks[at]!
      const startUs = toClockUs(loudness.firstUs)
      const endUs = toClockUs(loudness.endUs)
      laid.push({ recordingId, loudness, ratePpm, toMediaUs, startUs, endUs })
      for (const link of tree[at]!) {
        const forth = link.from === at
        const other = forth ? link.to : link.from
        if (done.has(other)) continue
        const across = (us: number): number => (forth ? cross(link.fit, us) : crossBack(link.fit, us))
        const back = (us: number): number => (forth ? crossBack(link.fit, us) : cross(link.fit, us))
        visit(
          other,
          ratePpm + (forth ? 1 : -1) * (link.fit.ratePpm ?? 0),
          (us) => across(toMediaUs(us)),
          (us) => toClockUs(back(us)),
        )
      }
    }
    visit(
      start,
      0,
      (us) => us,
      (us) => us,
    )
    groups.push({ members, laid })
  }
  return groups
}

/** Until when a piece holds: halfway to the next one's first window. */
export const findPieceEnds = ({ pieces }: Fit): number[] =>
  pieces.map((piece, at) => {
    const next = pieces[at + 1]
    return next ? (piece.lastUs + next.firstUs) / 2 : Infinity
  })

/** Where the second recording is when the first shows a media time, µs. */
export function cross(fit: Fit, fromUs: number): number {
  const ends = findPieceEnds(fit)
  const piece = fit.pieces[ends.findIndex((endUs) => fromUs < endUs)]!
  return fromUs + piece.residualUs + (fromUs * (fit.ratePpm ?? 0)) / 1e6
}

/** Its inverse. Where a step makes two answers or none, one at the step. */
export function crossBack(fit: Fit, toUs: number): number {
  const ends = findPieceEnds(fit)
  let fromUs = 0
  for (const [at, piece] of fit.pieces.entries()) {
    fromUs = (toUs - piece.residualUs) / (1 + (fit.ratePpm ?? 0) / 1e6)
    if (fromUs < ends[at]!) return at > 0 ? Math.max(fromUs, ends[at - 1]!) : fromUs
  }
  return fromUs
}
