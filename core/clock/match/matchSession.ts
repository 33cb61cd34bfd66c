/** Matching in one thread, from the plan to the matches. */
import { openMatcher, runMatchJob, type Matcher } from './job.ts'
import { planMatch, type StageName } from './stages.ts'
import type { MatchTrack, PairMatch } from './sound.ts'

export async function matchSession(
  tracks: readonly MatchTrack[],
  options: {
    readonly matcher?: Matcher | undefined
    readonly pairs?: readonly (readonly [string, string])[] | undefined
    readonly onStage?: ((name: StageName, jobs: number) => void) | undefined
  } = {},
): Promise<readonly PairMatch[]> {
  const matcher = options.matcher ?? (await openMatcher())
  const sounds = new Map(tracks.map(({ recordingId, sound }) => [recordingId, sound]))
  let stage = planMatch(tracks, { pairs: options.pairs })
  while (stage.jobs.length > 0) {
    options.onStage?.(stage.name, stage.jobs.length)
    stage = stage.advance(stage.jobs.map((job) => runMatchJob(matcher, job, sounds)))
  }
  return stage.matches
}
