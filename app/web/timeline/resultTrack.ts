/** What a query found, as a row: moments and spans with their labels. */
import { buildSpanIndex, type SpanIndex } from './spanIndex.ts'

/** Session times, µs, ascending by start; a moment has no end. */
export interface ResultMoments {
  readonly name: string
  readonly points: readonly {
    readonly tUs: number
    readonly endUs?: number | undefined
    readonly label: string
  }[]
}

export interface ResultTrack {
  readonly name: string
  readonly spans: SpanIndex
  readonly labels: readonly string[]
}

export function indexResult({ name, points }: ResultMoments): ResultTrack {
  const starts = Float64Array.from(points, ({ tUs }) => tUs)
  const ends = Float64Array.from(points, ({ tUs, endUs }) => Math.max(tUs, endUs ?? tUs))
  return { name, spans: buildSpanIndex(starts, ends), labels: points.map(({ label }) => label) }
}
