/** How far the comparing of sound is, or why it failed. */
import { describeError } from '../api/problem.ts'
import jobs from '../sessions/jobs.module.css'
import { RunningJob } from '../sessions/RunningJob.tsx'
import type { Aligning } from './useAligning.ts'

export function AlignBar({ aligning: { job, failed, error, start } }: { readonly aligning: Aligning }) {
  if (job)
    return (
      <RunningJob
        job={job}
        label="Aligning by sound"
        progressLabel="Progress of aligning by sound"
        title="Aligning by sound"
      />
    )
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
