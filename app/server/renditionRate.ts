/** How long a second of a recording takes to make, as measured by what was made: s of work per s of media, by level. */
import type { RenditionLevel } from '../../core/protocol/rendition.ts'

export interface RenditionRate {
  /** `mediaSeconds` of a level took `workSeconds`. */
  learn(level: RenditionLevel, mediaSeconds: number, workSeconds: number): void
  /** Seconds of work for so much media; by another level where this was never made, undefined where none was. */
  estimate(level: RenditionLevel, mediaSeconds: number): number | undefined
}

/** Weight of all that was made before the last one: about the last five count. */
const KEPT = 0.8

export function createRenditionRate(): RenditionRate {
  const measured = new Map<RenditionLevel, { media: number; work: number }>()
  return {
    learn(level, mediaSeconds, workSeconds) {
      const { media, work } = measured.get(level) ?? { media: 0, work: 0 }
      measured.set(level, { media: media * KEPT + mediaSeconds, work: work * KEPT + workSeconds })
    },
    estimate(level, mediaSeconds) {
      const own = measured.get(level) ?? measured.values().next().value
      return own && own.media > 0 ? (mediaSeconds * own.work) / own.media : undefined
    },
  }
}
