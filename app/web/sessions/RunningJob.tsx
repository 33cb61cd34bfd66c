/** A job under way: what it does, how far it is, and a way to end it. */
import type { ReactNode } from 'react'
import type { Job } from '../../../core/protocol/jobs.ts'
import { useCancelJob } from '../api/queries.ts'
import { describeJob } from './describeJob.ts'
import classes from './jobs.module.css'

interface RunningJobProps {
  readonly job: Job
  readonly label: string
  readonly progressLabel: string
  readonly title: ReactNode
  /** Beside the title. */
  readonly tools?: ReactNode
  /** Below the progress. */
  readonly children?: ReactNode
}

export function RunningJob({ job, label, progressLabel, title, tools, children }: RunningJobProps) {
  const cancel = useCancelJob()
  const { progress } = job
  const share = progress?.total ? Math.min(1, progress.done / progress.total) : undefined
  return (
    <section className={classes.job} aria-label={label}>
      <div className={classes.line}>
        <span className="cut">
          {title} <span className="muted">{describeJob(job)}</span>
        </span>
        {tools}
        <button
          type="button"
          className={classes.plain}
          disabled={cancel.isPending}
          onClick={() => cancel.mutate(job.jobId)}
        >
          {cancel.isPending ? 'Cancelling…' : 'Cancel'}
        </button>
      </div>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={progressLabel}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
      >
        <i
          data-unknown={share === undefined}
          style={{ width: share === undefined ? undefined : `${share * 100}%` }}
        />
      </div>
      {children}
    </section>
  )
}
