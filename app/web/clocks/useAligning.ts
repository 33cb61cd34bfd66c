/** The comparing of sound as a job: begun here or elsewhere, followed, and what came of it told once. */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { AlignResult, ClockGraph } from '../../../core/protocol/clock.ts'
import type { Job } from '../../../core/protocol/jobs.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { isLive, jobStore } from '../api/jobEvents.ts'
import { useAlign } from '../api/clocks.ts'
import { useJobs } from '../api/useJobs.ts'
import { say } from '../widgets/noteStore.ts'
import { describeAlign, isAlignOf } from './alignWords.ts'

export interface Aligning {
  /** While it waits or runs. */
  readonly job: Job | undefined
  /** How the last one ended badly, until another is begun. */
  readonly failed: Job | undefined
  readonly error: unknown
  readonly start: () => void
  readonly isStarting: boolean
  /** µs of sound that would be compared. */
  readonly soundUs: number
}

export function useAligning(session: SessionDetail, graph: ClockGraph): Aligning {
  const align = useAlign(session.sessionId)
  const started = align.data?.jobId
  const jobs = useJobs().filter(
    (job) => job.kind === 'align' && (job.jobId === started || isAlignOf(job, session)),
  )
  const looked = useStore(jobStore, (state) => state.ended)
  const ended = jobs.find((each) => !isLive(each) && (looked.has(each.jobId) || each.jobId === started))
  const doneId = ended?.state === 'done' ? ended.jobId : undefined
  useEffect(() => {
    if (doneId !== undefined) tellOnce(doneId)
  }, [doneId])
  const job = jobs.find(isLive)
  return {
    job,
    failed: ended?.state === 'failed' && !job ? ended : undefined,
    error: align.error,
    isStarting: align.isPending,
    start: () => {
      if (!job && !align.isPending) align.mutate()
    },
    soundUs: soundOf(session, graph),
  }
}

const told = new Set<string>()

/** Says what came of a job, the first time it is seen to be done. */
function tellOnce(jobId: string): void {
  if (told.has(jobId)) return
  told.add(jobId)
  const result = jobStore.getState().jobs.get(jobId)?.result as AlignResult | null | undefined
  say({ about: 'align', tone: 'good', title: 'Aligned by sound:', text: describeAlign(result ?? null) })
}

/** Every recording of sound, its length. */
const soundOf = (session: SessionDetail, graph: ClockGraph): number => {
  const known = new Set(graph.recordings.map(({ recordingId }) => recordingId))
  return session.lanes
    .filter((lane) => lane.kind === 'audio')
    .flatMap((lane) => lane.recordings)
    .filter(({ recordingId }) => known.has(recordingId))
    .reduce((sum, { firstPtsUs, endPtsUs }) => sum + endPtsUs - firstPtsUs, 0)
}
