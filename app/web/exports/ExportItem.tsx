/** One line of the list of exports: how it stands, of what, when; its bar while it runs. */
import { IconAlertTriangle, IconBan, IconCircleCheck, IconClock, IconLoader2 } from '@tabler/icons-react'
import type { Job } from '../../../core/protocol/jobs.ts'
import { formatZone } from '../../../core/time/zone.ts'
import { describeJob } from '../sessions/describeJob.ts'
import { useZone } from '../settings/useZone.ts'
import { formatDay } from '../widgets/quantities.ts'
import classes from './exports.module.css'
import { JobBar } from './JobProgress.tsx'
import { useExportName } from './useExportName.ts'

const STATES = {
  waiting: [IconClock, 'waiting for its turn'],
  running: [IconLoader2, 'running'],
  done: [IconCircleCheck, 'done'],
  failed: [IconAlertTriangle, 'failed'],
  cancelled: [IconBan, 'cancelled'],
} as const

export function ExportItem({ job, hasRoom }: { readonly job: Job; readonly hasRoom: boolean }) {
  const { room, span } = useExportName(job)
  const zone = useZone(null)
  const [Icon, state] = STATES[job.state]
  return (
    <span className={classes.item} data-state={job.state}>
      <Icon size={16} stroke={1.7} aria-hidden />
      <span className={classes.itemText}>
        {hasRoom && <strong className="cut">{room}</strong>}
        <span>{span}</span>
        <span className="muted cut">
          {formatDay(job.createdWallUs, zone)} {formatZone(zone, job.createdWallUs)} ·{' '}
          {job.state === 'running' ? describeJob(job).replace(/^· /, '') : state}
        </span>
        {job.state === 'running' && <JobBar job={job} title={`${room} ${span}`} />}
      </span>
    </span>
  )
}
