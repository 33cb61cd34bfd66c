/** An export under way: what it does, how fast, how long still, and the way to stop it. */
import { Button, Progress } from '@mantine/core'
import type { Job } from '../../../core/protocol/jobs.ts'
import { useCancelJob } from '../api/queries.ts'
import { describeJob } from '../sessions/describeJob.ts'
import classes from './exports.module.css'

export function JobProgress({ job, title }: { readonly job: Job; readonly title: string }) {
  const cancel = useCancelJob()
  return (
    <div className={classes.running}>
      <span className="cut" role="status">
        {describeJob(job).replace(/^· /, '')}
      </span>
      <Button
        variant="default"
        size="compact-xs"
        loading={cancel.isPending}
        onClick={() => cancel.mutate(job.jobId)}
      >
        Cancel
      </Button>
      {job.state === 'running' && <JobBar job={job} title={title} />}
    </div>
  )
}

export function JobBar({ job: { progress }, title }: { readonly job: Job; readonly title: string }) {
  const share = progress?.total ? (progress.done / progress.total) * 100 : undefined
  return (
    <Progress
      className={classes.bar}
      value={share ?? 100}
      animated={share === undefined}
      size={4}
      aria-label={`Progress of ${title}`}
    />
  )
}
