/** How far the comparing of sound is, or why it failed. */
import { useCancelJob } from '../api/queries.ts'
import { describeError } from '../api/problem.ts'
import { describeJob } from '../sessions/describeJob.ts'
import jobs from '../sessions/jobs.module.css'
import type { Aligning } from './useAligning.ts'

export function AlignBar({ aligning: { job, failed, error, start } }: { readonly aligning: Aligning }) {
  const cancel = useCancelJob()
  if (job) {
    const { progress } = job
    const share = progress?.total ? Math.min(1, progress.done / progress.total) : undefined
    return (
      <section className={jobs.job} aria-label="Aligning by sound">
        <div className={jobs.line}>
          <span className="cut">
            Aligning by sound <span className="muted">{describeJob(job)}</span>
          </span>
          <button
            type="button"
            className={jobs.plain}
            disabled={cancel.isPending}
            onClick={() => cancel.mutate(job.jobId)}
          >
            {cancel.isPending ? 'Cancelling…' : 'Cancel'}
          </button>
        </div>
        <div
          className={jobs.track}
          role="progressbar"
          aria-label="Progress of aligning by sound"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
        >
          <i
            data-unknown={share === undefined}
            style={{ width: share === undefined ? undefined : `${share * 100}%` }}
          />
        </div>
      </section>
    )
  }
  const problem = failed ?? (error ? describeError(error) : undefined)
  if (!problem) return null
  return (
    <section className={jobs.job} data-state="failed" role="alert">
      <div className={jobs.line}>
        <span className={jobs.words}>
          <strong>Aligning by sound has failed.</strong> {problem.message}{' '}
          <span className="muted">{problem.hint}</span>
        </span>
        <button type="button" className={jobs.plain} onClick={start}>
          Try again
        </button>
      </div>
    </section>
  )
}
