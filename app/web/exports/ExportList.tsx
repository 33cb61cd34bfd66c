/** Exports, newest first: running, done with their folder, failed with their reason. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Job } from '../../../core/protocol/jobs.ts'
import { useJobs } from '../api/useJobs.ts'
import { formatDay } from '../widgets/quantities.ts'
import { formatSeconds } from '../workbench/urlState.ts'
import { JobState } from './ExportJob.tsx'
import classes from './exports.module.css'

interface ExportListProps {
  /** Of one session alone. */
  readonly sessionId?: string
  readonly empty: ReactNode
}

export function ExportList({ sessionId, empty }: ExportListProps) {
  const jobs = useJobs().filter(
    (job) => job.kind === 'export' && (sessionId === undefined || job.title.startsWith(`${sessionId} `)),
  )
  if (jobs.length === 0) return empty
  return (
    <ul className={classes.list}>
      {jobs.map((job) => (
        <li key={job.jobId}>
          <JobState job={job} />
          <p className="faint">
            {formatDay(job.createdWallUs)} UTC {linkTo(job)}
          </p>
        </li>
      ))}
    </ul>
  )
}

/** The segment it was made of, open in the workbench. */
function linkTo({ result }: Job): ReactNode {
  const { sessionId, fromUs, toUs } = result ?? {}
  if (typeof sessionId !== 'string' || typeof fromUs !== 'number' || typeof toUs !== 'number') return null
  const [start, end] = [formatSeconds(fromUs), formatSeconds(toUs)]
  return (
    <Link
      className={classes.link}
      href={`/s/${encodeURIComponent(sessionId)}?t=${start}&in=${start}&out=${end}`}
    >
      Open the segment
    </Link>
  )
}
