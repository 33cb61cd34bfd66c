/** One export: its progress or its end, then its clips with their true cuts, its other files, what is left out. */
import { Skeleton } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import type { Job } from '../../../core/protocol/jobs.ts'
import { exportFileUrl } from '../api/client.ts'
import { isLive } from '../api/jobEvents.ts'
import { useExport, useSession } from '../api/queries.ts'
import { colorsOf } from '../theme/people.ts'
import { CopyText } from '../widgets/CopyText.tsx'
import { ErrorNotice, Notice } from '../widgets/Notice.tsx'
import { formatBytes, formatCount } from '../widgets/quantities.ts'
import { ClipRow } from './ClipRow.tsx'
import { ExportActs } from './ExportActs.tsx'
import { partsOf, type ExportParts } from './exportParts.ts'
import classes from './exports.module.css'
import { JobProgress } from './JobProgress.tsx'
import { Omissions } from './Omissions.tsx'
import { useExportName } from './useExportName.ts'

interface ExportDetailsProps {
  readonly job: Job
  readonly onJob: (jobId: string) => void
  /** Its segment is open beside it. */
  readonly isOpen?: boolean
}

export function ExportDetails({ job, onJob, isOpen = false }: ExportDetailsProps) {
  const { data: detail, error } = useExport(job.jobId, job.state)
  const people = useSession(detail?.request.sessionId ?? '', detail !== undefined).data?.people ?? []
  const { room, span } = useExportName(job)
  const names = new Map(people.map((person) => [person.identity, person.name]))
  const nameOf = (identity: string): string => names.get(identity) ?? identity
  const color = colorsOf(people)
  const parts = detail && partsOf(detail)
  return (
    <div className={classes.details}>
      {isLive(job) ? (
        <JobProgress job={job} title={`${room} ${span}`} />
      ) : (
        <JobEnd job={job} name={`${room}, ${span}`} parts={parts} folder={detail?.folder} />
      )}
      {!isLive(job) && <ExportActs job={job} request={isOpen ? undefined : detail?.request} onJob={onJob} />}
      {error && <ErrorNotice error={error} title="What it holds could not be read" compact />}
      {!detail && !error && <Skeleton h={96} />}
      {detail && parts && (
        <>
          <ul className={classes.clips} aria-label="Clips">
            {parts.clips.map((part) => (
              <ClipRow
                key={part.clip.fileName}
                exportId={detail.exportId}
                plan={detail.plan}
                part={part}
                person={{ name: nameOf(part.clip.identity), color: color(part.clip.identity) }}
              />
            ))}
          </ul>
          <OtherFiles exportId={detail.exportId} parts={parts} />
          <Omissions omissions={detail.plan.omissions} nameOf={nameOf} />
        </>
      )}
    </div>
  )
}

interface JobEndProps {
  readonly job: Job
  readonly name: string
  readonly parts: ExportParts | undefined
  readonly folder: string | undefined
}

function JobEnd({ job, name, parts, folder }: JobEndProps) {
  if (job.state === 'cancelled')
    return (
      <Notice title={`The export of ${name} was cancelled`} compact>
        Nothing was left behind: a folder appears whole or not at all.
      </Notice>
    )
  if (job.state !== 'done')
    return (
      <Notice title={`The export of ${name} has failed`} tone="error" compact>
        <p>{job.message}</p>
        <p>{job.hint ?? 'Try again; where it fails the same way, the message above says what to mend.'}</p>
      </Notice>
    )
  return (
    <div className={classes.done} role="status">
      <IconCircleCheck size={20} stroke={1.7} aria-hidden />
      <div className="grow">
        <span>
          {parts && (
            <>
              <strong>
                {parts.clips.length} {parts.clips.length === 1 ? 'clip' : 'clips'},{' '}
                {formatBytes(parts.sizeBytes)}
              </strong>{' '}
              <span className="muted">
                {parts.missing === 0
                  ? 'in its folder, with its manifest'
                  : `${formatCount(parts.missing)} of its files were moved or deleted since`}
              </span>
            </>
          )}
        </span>
        {folder !== undefined && <CopyText what="the path" text={folder} />}
      </div>
    </div>
  )
}

function OtherFiles({ exportId, parts }: { readonly exportId: string; readonly parts: ExportParts }) {
  if (parts.others.length === 0) return null
  return (
    <ul className={classes.others} aria-label="Logs and manifest">
      {parts.others.map((file) => (
        <li key={file.index}>
          {file.isThere ? (
            <a
              className={`mono ${classes.file}`}
              href={exportFileUrl(exportId, file.index)}
              target="_blank"
              rel="noreferrer"
            >
              {file.name}
            </a>
          ) : (
            <span className="mono faint">{file.name} is no longer there</span>
          )}
          <span className={classes.clipSize}>{formatBytes(file.sizeBytes)}</span>
        </li>
      ))}
    </ul>
  )
}
