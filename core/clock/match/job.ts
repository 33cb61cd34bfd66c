/** One piece of the work of matching, and what is needed to run it in any thread. */
import { openFeatures, type FeatureReader } from './features.ts'
import { openFft, type FftModule } from './fft.ts'
import { runSearch, type SearchJob, type SearchResult } from './search.ts'
import type { Sound } from './sound.ts'
import { runSurvey, type SurveyJob, type SurveyResult } from './survey.ts'

/** Plain data, to be sent to a thread; needs the sounds of its recordings there. */
export type MatchJob = SurveyJob | SearchJob
export type MatchJobResult = SurveyResult | SearchResult

/** The transforms of one thread, and what it keeps between jobs (2 MB an hour of searched sound). */
export interface Matcher {
  readonly fft: FftModule
  readonly features: FeatureReader
}

export async function openMatcher(): Promise<Matcher> {
  const fft = await openFft()
  return { fft, features: openFeatures(fft) }
}

/** Some ms to some 100 ms of work. A recording without a sound counts as silent. */
export function runMatchJob(
  { fft, features }: Matcher,
  job: MatchJob,
  sounds: ReadonlyMap<string, Sound>,
): MatchJobResult {
  return job.kind === 'survey' ? runSurvey(fft, job, sounds) : runSearch(fft, features, job, sounds)
}

/** The recordings a job reads. */
export const listRecordings = (job: MatchJob): string[] =>
  job.kind === 'survey' ? job.entries.map(({ recordingId }) => recordingId) : [job.from, job.to]
