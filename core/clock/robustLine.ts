/**
 * A line through noisy points by the median of all slopes (Theil 1950, Sen 1968): up to 29 % of the points may be
 * wrong in any way. Points of different groups share the slope and have each their own level, as the spans between
 * the steps of a clock do.
 */
import { findMedian } from './median.ts'

export interface LinePoint {
  readonly x: number
  readonly y: number
  readonly group: number
}

export interface RobustLine {
  /** y per x. */
  readonly slope: number
  /** One standard deviation; undefined where the points do not determine a slope. */
  readonly slopeSigma: number | undefined
  /** By group: the level at the middle of its points, and one standard deviation of it. */
  readonly levels: readonly { readonly x: number; readonly y: number; readonly sigma: number }[]
  /** Robust standard deviation of the points about their lines. */
  readonly scatter: number
}

/** Below this many points beyond the levels, a slope's own uncertainty cannot be told. */
const LEAST_FREEDOM = 3
/** A median's standard error is this much larger than a mean's. */
const MEDIAN_LOSS = 1.2533

/** Robust standard deviation about `centre`: 1.4826 × the median distance. */
export const findScatter = (values: readonly number[], centre: number): number =>
  1.4826 * findMedian(values.map((value) => Math.abs(value - centre)))

/** Fits at most a few hundred points (their pairs are all looked at); groups are 0, 1, 2… and each has a point. */
export function fitRobustLine(points: readonly LinePoint[]): RobustLine {
  const groups = splitGroups(points)
  const slopes: number[] = []
  for (const group of groups) {
    for (let a = 0; a < group.length; a++) {
      for (let b = a + 1; b < group.length; b++) {
        const run = group[b]!.x - group[a]!.x
        if (run !== 0) slopes.push((group[b]!.y - group[a]!.y) / run)
      }
    }
  }
  const freedom = points.length - groups.length - 1
  const isSloped = slopes.length > 0 && freedom >= LEAST_FREEDOM
  const slope = isSloped ? findMedian(slopes) : 0
  const levels = groups.map((group) => findLevel(group, slope))
  const residuals = groups.flatMap((group, at) =>
    group.map(({ x, y }) => y - levels[at]!.y - slope * (x - levels[at]!.x)),
  )
  // Few points fit any line too well: Student's t against the normal distribution at 95 %.
  const caution = isSloped ? 1 + 2.5 / freedom : 1 + 3 / points.length
  const scatter = findScatter(residuals, 0) * caution
  const lever = Math.sqrt(
    groups.reduce(
      (sum, group, at) => sum + group.reduce((inner, { x }) => inner + (x - levels[at]!.x) ** 2, 0),
      0,
    ),
  )
  return {
    slope,
    slopeSigma: isSloped && lever > 0 ? (MEDIAN_LOSS * scatter) / lever : undefined,
    levels: levels.map(({ x, y, count }) => ({ x, y, sigma: (MEDIAN_LOSS * scatter) / Math.sqrt(count) })),
    scatter,
  }
}

function splitGroups(points: readonly LinePoint[]): LinePoint[][] {
  const groups: LinePoint[][] = []
  for (const point of points) (groups[point.group] ??= []).push(point)
  return groups
}

function findLevel(group: readonly LinePoint[], slope: number): { x: number; y: number; count: number } {
  const x = group.reduce((sum, point) => sum + point.x, 0) / group.length
  return { x, y: findMedian(group.map((point) => point.y - slope * (point.x - x))), count: group.length }
}
