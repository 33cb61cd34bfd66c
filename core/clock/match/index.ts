/**
 * Matching recordings by what their microphones heard in common. A caller with threads runs the jobs itself:
 *
 *     let stage = planMatch(tracks)                  // one thread: holds the plan, reads levels alone
 *     while (stage.jobs.length > 0) {                // look → search → check → measure → steps, those with work
 *       const results = await runAll(stage.jobs)     // any threads, any order; results in the jobs' order
 *       stage = stage.advance(results)
 *     }
 *     stage.matches                                  // one PairMatch a pair
 *
 * In each thread: `const matcher = await openMatcher()` once, then `runMatchJob(matcher, job, sounds)`. Jobs and
 * results are plain data (structured clone); `listRecordings(job)` says which sounds a job reads. `matchSession` does
 * all of it in one thread.
 */
export { correlateAt, type Correlation } from './correlate.ts'
export { openFft, type FftModule } from './fft.ts'
export {
  listRecordings,
  openMatcher,
  runMatchJob,
  type Matcher,
  type MatchJob,
  type MatchJobResult,
} from './job.ts'
export { matchSession } from './matchSession.ts'
export {
  SOUND_RATE_HZ,
  type MatchPiece,
  type MatchTrack,
  type MatchWindow,
  type PairMatch,
  type Sound,
} from './sound.ts'
export { planMatch, type MatchStage, type StageName } from './stages.ts'
