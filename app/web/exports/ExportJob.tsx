/** An export under way, done or failed: its bar, its folder, or what went wrong and what to do. */
import { Button, Progress } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import type { Job } from '../../../core/protocol/jobs.ts'
import { isLive } from '../api/jobEvents.ts'
import { useCancelJob } from '../api/queries.ts'
import { useJobTitle } from './useJobTitle.ts'
import { describeJob } from '../sessions/describeJob.ts'
import { CopyText } from '../widgets/CopyText.tsx'
import { Notice } from '../widgets/Notice.tsx'
import classes from './exports.module.css'

interface ExportJobProps {
  readonly job: Job
  readonly onAgain: () => void
  readonly onClose: () => void
}

export function ExportJob({ job, onAgain, onClose }: ExportJobProps) {
  return (
    <div className={classes.dialog}>
      <JobState job={job} />
      <div className={classes.end}>
        {isLive(job) ? (
          <Button variant="default" onClick={onClose}>
            Go on in the background
          </Button>
        ) : (
          <>
            <Button variant="default" onClick={onAgain}>
              {job.state === 'done' ? 'Export another' : 'Back to the plan'}
            </Button>
            <Button onClick={onClose}>Close</Button>
          </>
        )}
      </div>
    </div>
  )
}

/** The part that the list of exports shows too. */
export function JobState({ job }: { readonly job: Job }) {
  const cancel = useCancelJob()
  const title = useJobTitle(job)
  if (isLive(job)) {
    const { progress } = job
    const share = progress?.total ? (progress.done / progress.total) * 100 : undefined
    return (
      <div className={classes.running}>
        <span className="cut">
          {title} <span className="muted">{describeJob(job)}</span>
        </span>
        <Button
          variant="default"
          size="compact-xs"
          loading={cancel.isPending}
          onClick={() => cancel.mutate(job.jobId)}
        >
          Cancel
        </Button>
        <Progress
          value={share ?? 100}
          animated={share === undefined}
          size={4}
          aria-label={`Progress of ${title}`}
        />
      </div>
    )
  }
  if (job.state === 'done')
    return (
      <div className={classes.done} role="status">
        <IconCircleCheck size={20} stroke={1.7} aria-hidden />
        <div className="grow">
          <span>
            <strong>{title}</strong> <span className="muted">{describeResult(job)}</span>
          </span>
          <CopyText what="the path" text={folderOf(job) ?? ''} />
        </div>
      </div>
    )
  return (
    <Notice
      title={job.state === 'cancelled' ? `${title} was cancelled` : `${title} has failed`}
      tone={job.state === 'cancelled' ? 'info' : 'error'}
      compact
    >
      {job.state === 'cancelled'
        ? 'Nothing was left behind: a folder appears whole or not at all.'
        : job.message}{' '}
      {job.hint}
    </Notice>
  )
}

export const folderOf = (job: Job): string | undefined =>
  typeof job.result?.['folder'] === 'string' ? job.result['folder'] : undefined

/** What was written, where the answer says it. */
function describeResult({ result }: Job): string {
  const manifest = result?.['manifest']
  const clips =
    typeof manifest === 'object' && manifest !== null && 'clips' in manifest ? manifest.clips : undefined
  return Array.isArray(clips) ? `${clips.length} clips, logs, manifest.json` : ''
}
