/** Ingests over the list: those under way, those that ended while one looked on, those that failed. An alignment is told of in its session's clock view. */
import { useStore } from 'zustand'
import { isLive, jobStore } from '../api/jobEvents.ts'
import { useJobs } from '../api/useJobs.ts'
import { EndedBar, JobBar } from './JobBar.tsx'

export function JobBars() {
  const jobs = useJobs().filter((job) => job.kind === 'ingest' || job.kind === 'demo')
  const dismissed = useStore(jobStore, (state) => state.dismissed)
  const ended = useStore(jobStore, (state) => state.ended)
  const told = jobs.filter(
    (job) => !isLive(job) && !dismissed.has(job.jobId) && (ended.has(job.jobId) || job.state === 'failed'),
  )
  return (
    <>
      {jobs.filter(isLive).map((job) => (
        <JobBar key={job.jobId} job={job} />
      ))}
      {told.map((job) => (
        <EndedBar key={job.jobId} job={job} />
      ))}
    </>
  )
}
