/** The exports of one session beside the stage; the chosen one is unfolded. */
import { useState } from 'react'
import { Link } from 'wouter'
import { useJobs } from '../api/useJobs.ts'
import { Notice } from '../widgets/Notice.tsx'
import { ExportDetails } from './ExportDetails.tsx'
import { ExportItem } from './ExportItem.tsx'
import { exportsOf } from './exportParts.ts'
import classes from './exports.module.css'

export function SessionExports({ sessionId }: { readonly sessionId: string }) {
  const jobs = exportsOf(useJobs(), sessionId)
  const [chosen, setChosen] = useState<string>()
  if (jobs.length === 0)
    return (
      <Notice title="No exports of this session yet" compact>
        Set a segment with <kbd>I</kbd> and <kbd>O</kbd>, or by dragging on a lane; <kbd>E</kbd> shows the
        plan.
      </Notice>
    )
  return (
    <>
      <ul className={classes.list}>
        {jobs.map((job) => {
          const isOpen = job.jobId === chosen
          return (
            <li key={job.jobId}>
              <button
                type="button"
                className={classes.unfold}
                aria-expanded={isOpen}
                onClick={() => setChosen(isOpen ? undefined : job.jobId)}
              >
                <ExportItem job={job} hasRoom={false} />
              </button>
              {isOpen && <ExportDetails job={job} onJob={setChosen} />}
            </li>
          )
        })}
      </ul>
      <p className={classes.allExports}>
        <Link className={classes.file} href="/exports">
          Exports of all sessions
        </Link>
      </p>
    </>
  )
}
