/** Exporting a segment: the plan first, then the job with its progress, then where it lies. */
import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import type { ExportPlan, ExportRequest } from '../../../core/protocol/jobs.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { micros } from '../../../core/time/micros.ts'
import type { Span } from '../../../core/time/span.ts'
import { takeJob } from '../api/jobEvents.ts'
import { useExportPlan, useStartExport } from '../api/queries.ts'
import { useJob } from '../api/useJobs.ts'
import type { Player } from '../playback/player.types.ts'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { formatBytes, formatCount } from '../widgets/quantities.ts'
import { SegmentFields } from '../workbench/SegmentFields.tsx'
import { ExportJob } from './ExportJob.tsx'
import classes from './exports.module.css'
import { LaneChoice } from './LaneChoice.tsx'
import { PlanTable } from './PlanTable.tsx'

interface ExportDialogProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly segment: Span | undefined
  readonly onSegment: (segment: Span) => void
  readonly onClose: () => void
}

/** Where no segment is set: ten seconds from the playhead. */
const DEFAULT_US = 10_000_000

export function ExportDialog({ session, player, segment, onSegment, onClose }: ExportDialogProps) {
  const [fallback, setFallback] = useState<Span>(() => aroundPlayhead(player.now(), session.durationUs))
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [jobId, setJobId] = useState<string>()
  const span = segment ?? fallback
  const lanes = session.lanes.filter((lane) => !left.has(lane.laneId)).map((lane) => lane.laneId)
  const request: ExportRequest = {
    sessionId: session.sessionId,
    fromUs: span.start,
    toUs: span.end,
    ...(left.size > 0 ? { tracks: lanes } : {}),
  }
  const plan = useExportPlan(request)
  const start = useStartExport()
  const job = useJob(jobId) ?? start.data
  const setSpan = (next: Span): void => (segment ? onSegment(next) : setFallback(next))

  return (
    <Modal
      opened
      onClose={onClose}
      size={980}
      title={`Export a segment of ${session.roomName}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {job ? (
        <ExportJob
          job={job}
          onJob={setJobId}
          onAgain={() => (setJobId(undefined), start.reset())}
          onClose={onClose}
        />
      ) : (
        <div className={classes.dialog}>
          <div className={classes.choice}>
            <SegmentFields segment={span} durationUs={session.durationUs} onSegment={setSpan} />
            <LaneChoice session={session} left={left} onLeft={setLeft} />
          </div>
          {plan.error && <ErrorNotice error={plan.error} title="This cannot be exported" compact />}
          {plan.isPending && (
            <p role="status" className="muted">
              Planning…
            </p>
          )}
          {plan.data && !plan.error && (
            <PlanTable plan={plan.data} session={session} stale={plan.isPlaceholderData} />
          )}
          {start.error && <ErrorNotice error={start.error} title="The export did not start" compact />}
          <div className={classes.end}>
            <span className="muted grow">{plan.data && summarise(plan.data)}</span>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              data-autofocus
              disabled={!plan.data || plan.isPlaceholderData || isEmpty(plan.data)}
              loading={start.isPending}
              onClick={() =>
                start.mutate(request, {
                  onSuccess: (begun) => {
                    takeJob(begun)
                    setJobId(begun.jobId)
                  },
                })
              }
            >
              Export
            </Button>
          </div>
        </div>
      )}
    </Modal>
  )
}

function aroundPlayhead(now: number, durationUs: number): Span {
  const start = Math.max(0, Math.min(now, durationUs - DEFAULT_US))
  return { start: micros(start), end: micros(Math.min(durationUs, start + DEFAULT_US)) }
}

function summarise(plan: ExportPlan): string {
  const bytes = plan.clips.reduce((sum, clip) => sum + clip.estimatedBytes, 0)
  const clips = `${plan.clips.length} ${plan.clips.length === 1 ? 'clip' : 'clips'}`
  return `${clips}, about ${formatBytes(bytes)}, ${formatCount(plan.logRows)} log ${plan.logRows === 1 ? 'row' : 'rows'}, manifest.json`
}

const isEmpty = (plan: ExportPlan): boolean => plan.clips.length === 0 && plan.logRows === 0
