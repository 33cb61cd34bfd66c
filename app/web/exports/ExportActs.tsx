/** What can be done with an export that has ended: see its folder, make it again, open its segment. */
import { Button } from '@mantine/core'
import { IconFolderOpen, IconRefresh, IconTimeline } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { ExportRequest, Job } from '../../../core/protocol/jobs.ts'
import { takeJob } from '../api/jobEvents.ts'
import { useReplayExport, useRevealExport } from '../api/queries.ts'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { segmentHref } from './exportParts.ts'
import classes from './exports.module.css'

interface ExportActsProps {
  readonly job: Job
  /** Absent where its segment is open already, or not known yet. */
  readonly request: ExportRequest | undefined
  /** Shows another job: the one that was made again. */
  readonly onJob: (jobId: string) => void
}

export function ExportActs({ job, request, onJob }: ExportActsProps) {
  const reveal = useRevealExport()
  const replay = useReplayExport()
  const isDone = job.state === 'done'
  return (
    <>
      <div className={classes.acts}>
        {isDone && (
          <Button
            variant="default"
            leftSection={<IconFolderOpen size={14} stroke={1.7} />}
            loading={reveal.isPending}
            onClick={() => reveal.mutate(job.jobId)}
          >
            Show the folder
          </Button>
        )}
        <Button
          variant={isDone ? 'default' : 'filled'}
          leftSection={<IconRefresh size={14} stroke={1.7} />}
          loading={replay.isPending}
          title="The same request again, on the alignment that stands now"
          onClick={() =>
            replay.mutate(job.jobId, {
              onSuccess: (begun) => {
                takeJob(begun)
                onJob(begun.jobId)
              },
            })
          }
        >
          {isDone ? 'Make it again' : 'Try again'}
        </Button>
        {request && (
          <Button
            variant="default"
            component={Link}
            href={segmentHref(request)}
            leftSection={<IconTimeline size={14} stroke={1.7} />}
          >
            Open the segment
          </Button>
        )}
      </div>
      {reveal.error && <ErrorNotice error={reveal.error} title="The folder could not be shown" compact />}
      {replay.error && <ErrorNotice error={replay.error} title="It could not be made again" compact />}
    </>
  )
}
