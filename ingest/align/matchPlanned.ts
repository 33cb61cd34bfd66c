/** Compares the planned pairs of a session in two threads, and stores what was found of each. */
import type { MatchJobResult } from '../../core/clock/match/job.ts'
import type { MatchTrack, PairMatch } from '../../core/clock/match/sound.ts'
import { planMatch, type MatchStage } from '../../core/clock/match/stages.ts'
import { createMatchEdge } from '../edges/audioMatch.ts'
import type { MeasuredEdge } from '../edges/measured.ts'
import type { ProgressMeter } from '../progress.ts'
import { startMatchThreads } from './matchThreads.ts'
import type { AlignRecording, OpenedSound } from './measurer.ts'
import { openSoundFile } from './openSound.ts'
import type { PlannedPair } from './plan.ts'

export interface MatchOptions {
  readonly sessionId: string
  readonly pairs: readonly PlannedPair[]
  /** Path of each recording's cached sound; one without is in no pair. */
  readonly files: ReadonlyMap<string, string>
  readonly signal: AbortSignal | undefined
  readonly commit: (edges: readonly MeasuredEdge[]) => Promise<void>
  /** One meter for each stage of matching. */
  readonly meter: (stage: string) => ProgressMeter
}

/** Nothing says where it is: this is how far off anything would be. */
const NO_SIGMA_US = 1e12

/** Returns the number of pairs that were compared. */
export async function matchPlanned(options: MatchOptions): Promise<number> {
  const { sessionId, files, signal, commit } = options
  const pairs = options.pairs.filter(
    ({ from, to }) => files.has(from.recordingId) && files.has(to.recordingId),
  )
  if (pairs.length === 0) return 0
  const recordings = new Map(pairs.flatMap(({ from, to }) => [from, to]).map((one) => [one.recordingId, one]))
  const opened: OpenedSound[] = []
  try {
    const tracks = [...recordings.values()].map((recording): MatchTrack => {
      const sound = openSoundFile(files.get(recording.recordingId)!)
      opened.push(sound)
      return toTrack(recording, sound)
    })
    const wanted = pairs.map(({ from, to }) => [from.recordingId, to.recordingId] as const)
    const matches = await runStages(planMatch(tracks, { pairs: wanted }), options)
    const etagOf = (recordingId: string): string => recordings.get(recordingId)!.etag
    signal?.throwIfAborted()
    await commit(matches.map((match) => createMatchEdge(match, { sessionId, etagOf })))
    return matches.length
  } finally {
    for (const sound of opened) sound.close()
  }
}

const toTrack = ({ recordingId, prior, holes }: AlignRecording, sound: OpenedSound): MatchTrack => ({
  recordingId,
  sound,
  priorUs: prior?.wallUs,
  priorSigmaUs: prior?.sigmaUs ?? NO_SIGMA_US,
  holes,
})

async function runStages(
  first: MatchStage,
  { files, signal, meter }: MatchOptions,
): Promise<readonly PairMatch[]> {
  const threads = startMatchThreads(files)
  const stop = (): void => void threads.close()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    let stage = first
    while (stage.jobs.length > 0) {
      const tell = meter(stage.name)
      const total = stage.jobs.length
      let done = 0
      tell(0, total)
      const results = await Promise.all(
        stage.jobs.map(async (job): Promise<MatchJobResult> => {
          const result = await threads.run(job)
          tell(++done, total)
          return result
        }),
      )
      stage = stage.advance(results)
    }
    return stage.matches
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    await threads.close()
  }
}
