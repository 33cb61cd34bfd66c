/** In the dialog: an export under way, done or failed, and the way back to the plan. */
import { Button } from '@mantine/core'
import type { Job } from '../../../core/protocol/jobs.ts'
import { isLive } from '../api/jobEvents.ts'
import { ExportDetails } from './ExportDetails.tsx'
import classes from './exports.module.css'

interface ExportJobProps {
  readonly job: Job
  readonly onJob: (jobId: string) => void
  readonly onAgain: () => void
  readonly onClose: () => void
}

export function ExportJob({ job, onJob, onAgain, onClose }: ExportJobProps) {
  return (
    <div className={classes.dialog}>
      <ExportDetails job={job} onJob={onJob} isOpen />
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
