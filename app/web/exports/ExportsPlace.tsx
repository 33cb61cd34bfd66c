/** Every export the server knows, newest first, beside the one that is chosen; the choice is in the URL. */
import { Button } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import type { Job } from '../../../core/protocol/jobs.ts'
import { useJobs, useLink } from '../api/useJobs.ts'
import { Notice } from '../widgets/Notice.tsx'
import { TopBar } from '../widgets/TopBar.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { ExportDetails } from './ExportDetails.tsx'
import { ExportItem } from './ExportItem.tsx'
import { exportsOf } from './exportParts.ts'
import classes from './exports.module.css'
import { useExportName } from './useExportName.ts'

const hrefOf = (jobId: string): string => `/exports?job=${encodeURIComponent(jobId)}`

export function ExportsPlace() {
  const isConnecting = useLink() === 'connecting'
  useIdleSignal(!isConnecting)
  const [, navigate] = useLocation()
  const wanted = new URLSearchParams(useSearch()).get('job')
  const jobs = exportsOf(useJobs())
  const chosen = wanted === null ? jobs[0] : jobs.find((job) => job.jobId === wanted)
  return (
    <>
      <TopBar />
      <main className={classes.place}>
        <h1 className={jobs.length > 0 ? 'visuallyHidden' : ''}>Exports</h1>
        {jobs.length === 0 ? (
          !isConnecting && <NoExports />
        ) : (
          <>
            <nav className={classes.queue} aria-label="Exports" onKeyDown={moveByArrows}>
              {jobs.map((job) => (
                <Link
                  key={job.jobId}
                  href={hrefOf(job.jobId)}
                  aria-current={job.jobId === chosen?.jobId ? 'true' : undefined}
                >
                  <ExportItem job={job} hasRoom />
                </Link>
              ))}
            </nav>
            {chosen ? (
              <Chosen key={chosen.jobId} job={chosen} onJob={(jobId) => navigate(hrefOf(jobId))} />
            ) : (
              <section className={classes.chosen}>
                <Notice title="This export is not in the catalog" compact>
                  The link may be of another catalog. The exports of this one are beside.
                </Notice>
              </section>
            )}
          </>
        )}
      </main>
    </>
  )
}

function Chosen({ job, onJob }: { readonly job: Job; readonly onJob: (jobId: string) => void }) {
  const { room, span } = useExportName(job)
  return (
    <section className={classes.chosen} aria-label="The chosen export" tabIndex={0}>
      <h2>
        {room} <span className="muted">{span}</span>
      </h2>
      <ExportDetails job={job} onJob={onJob} />
    </section>
  )
}

function NoExports() {
  return (
    <Notice
      title="No exports yet"
      actions={
        <Button component={Link} href="/">
          Go to sessions
        </Button>
      }
    >
      Open a session, set a segment with <kbd>I</kbd> and <kbd>O</kbd> and press <kbd>E</kbd>. Each export is
      a folder with a clip a track, the logs of the span and a manifest.
    </Notice>
  )
}

/** Up and down go from one export to the next. */
function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (by === 0) return
  const links = [...event.currentTarget.querySelectorAll('a')]
  const at = links.findIndex((link) => link === document.activeElement)
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)]
  event.preventDefault()
  next?.focus()
  next?.click()
}
