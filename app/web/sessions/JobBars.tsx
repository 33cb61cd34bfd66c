/** Running ingests (and the demo being made) as bars over the list: how far, how fast, how long still. */
import { useStore } from 'zustand'
import type { Job } from '../../../core/protocol/jobs.ts'
import { useCancelJob } from '../api/queries.ts'
import { useJobs } from '../api/useJobs.ts'
import { dismissJob, isLive, jobStore } from '../api/jobEvents.ts'
import { describeJob } from './describeJob.ts'
import classes from './sessions.module.css'

export function JobBars() {
  const jobs = useJobs().filter((job) => job.kind !== 'export')
  const dismissed = useStore(jobStore, (state) => state.dismissed)
  const live = jobs.filter(isLive)
  const failed = jobs.filter((job) => job.state === 'failed' && !dismissed.has(job.jobId))
  return (
    <>
      {live.map((job) => (
        <JobBar key={job.jobId} job={job} />
      ))}
      {failed.map((job) => (
        <div key={job.jobId} className={classes.job} data-failed role="alert">
          <span>
            <strong>{job.kind === 'demo' ? 'The demo' : `The ingest of ${job.title}`} has failed.</strong>{' '}
            {job.message} <span className="muted">{job.hint}</span>
          </span>
          <button type="button" className={classes.plain} onClick={() => dismissJob(job.jobId)}>
            Dismiss
          </button>
        </div>
      ))}
    </>
  )
}

function JobBar({ job }: { readonly job: Job }) {
  const cancel = useCancelJob()
  const { progress } = job
  const share = progress?.total ? Math.min(1, progress.done / progress.total) : undefined
  return (
    <div className={classes.job}>
      <span className="cut">
        {job.kind === 'demo' ? 'Making the demo' : 'Ingesting'} <code className="mono">{job.title}</code>{' '}
        <span className="muted">{describeJob(job)}</span>
      </span>
      <button
        type="button"
        className={classes.plain}
        disabled={cancel.isPending}
        onClick={() => cancel.mutate(job.jobId)}
      >
        {cancel.isPending ? 'Cancelling…' : 'Cancel'}
      </button>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={`Progress of ${job.title}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
      >
        <i
          data-unknown={share === undefined}
          style={{ width: share === undefined ? undefined : `${share * 100}%` }}
        />
      </div>
    </div>
  )
}
