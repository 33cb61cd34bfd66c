/** One ingest (or the demo being made): how far, how fast, how long still, and what it finds. */
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { Job } from '../../../core/protocol/jobs.ts'
import { dismissJob } from '../api/jobEvents.ts'
import { formatCount } from '../widgets/quantities.ts'
import { describeResult } from './describeJob.ts'
import { FoundList } from './FoundList.tsx'
import { showSource } from './ingestSource.ts'
import classes from './jobs.module.css'
import { RunningJob } from './RunningJob.tsx'

export function JobBar({ job }: { readonly job: Job }) {
  const [isOpen, setIsOpen] = useState(false)
  const { findings } = job
  return (
    <RunningJob
      job={job}
      label={titleOf(job)}
      progressLabel={`Progress of ${job.title}`}
      title={
        <>
          {job.kind === 'demo' ? 'Making the demo: ' : 'Ingesting '}
          <Title job={job} />
        </>
      }
      tools={<FoundToggle job={job} isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)} label="Findings" />}
    >
      {isOpen && <FoundList job={job} />}
      <span className="visuallyHidden" role="status">
        {findings > 0 ? `${formatCount(findings)} findings so far` : ''}
      </span>
    </RunningJob>
  )
}

/** How a job ended, until it is put away. */
export function EndedBar({ job }: { readonly job: Job }) {
  const [isOpen, setIsOpen] = useState(false)
  const name = job.kind === 'demo' ? 'The demo' : 'The ingest of '
  return (
    <section
      className={classes.job}
      data-state={job.state}
      role={job.state === 'failed' ? 'alert' : 'status'}
    >
      <div className={classes.line}>
        <span className={classes.words}>
          {job.state === 'failed' && (
            <>
              <strong>
                {name}
                {job.kind !== 'demo' && <Title job={job} />} has failed.
              </strong>{' '}
              {job.message} <span className="muted">{job.hint}</span>
            </>
          )}
          {job.state === 'cancelled' && (
            <>
              {name}
              {job.kind !== 'demo' && <Title job={job} />} was cancelled.{' '}
              <span className="muted">What had been read is kept; the next ingest goes on from there.</span>
            </>
          )}
          {job.state === 'done' && (
            <>
              {job.kind === 'demo' ? 'The demo is ready: ' : 'Ingested '}
              <Title job={job} /> <span className="muted">· {describeResult(job)}</span>
            </>
          )}
        </span>
        <FoundToggle job={job} isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)} label="New findings" />
        <button type="button" className={classes.plain} onClick={() => dismissJob(job.jobId)}>
          Dismiss
        </button>
      </div>
      {isOpen && <FoundList job={job} />}
    </section>
  )
}

const titleOf = ({ kind, title }: Job): string => (kind === 'demo' ? 'Making the demo' : `Ingesting ${title}`)

function Title({ job }: { readonly job: Job }) {
  if (job.kind === 'demo') return job.title
  return <code className="mono">{showSource(job.title)}</code>
}

interface FoundToggleProps {
  readonly job: Job
  readonly isOpen: boolean
  readonly onToggle: () => void
  readonly label: string
}

function FoundToggle({ job, isOpen, onToggle, label }: FoundToggleProps) {
  if (job.findings === 0) return null
  const Icon = isOpen ? IconChevronDown : IconChevronRight
  return (
    <button type="button" className={classes.plain} aria-expanded={isOpen} onClick={onToggle}>
      <Icon size={14} stroke={1.7} aria-hidden /> {label} {formatCount(job.findings)}
    </button>
  )
}
