/** An empty catalog: one step to the demo, one to recordings of one's own. */
import { Button } from '@mantine/core'
import { IconDatabaseImport, IconSchool } from '@tabler/icons-react'
import { useConfig, useDemo } from '../api/queries.ts'
import { takeJob } from '../api/jobEvents.ts'
import { useLiveJobs } from '../api/useJobs.ts'
import { CopyText } from '../widgets/CopyText.tsx'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { listStore } from './listStore.ts'
import { SourceField } from './SourceField.tsx'
import { useIngestForm } from './useIngestForm.ts'
import classes from './empty.module.css'

export function EmptyCatalog() {
  const isBusy = useLiveJobs().some((job) => job.kind !== 'export')
  if (isBusy) {
    return (
      <section className={classes.coming}>
        <h2>The first sessions are on their way</h2>
        <p className="muted">
          They appear here as soon as they are read. The bar above says how far that is.
        </p>
      </section>
    )
  }
  return (
    <section className={classes.empty}>
      <h2>No sessions yet</h2>
      <p className="muted">
        Lockstep reads what LiveKit egress left in a bucket or folder (media, manifests, logs), puts it on one
        clock and plays it in step. It never writes there.
      </p>
      <div className={classes.ways}>
        <OwnRecordings />
        <Demo />
      </div>
    </section>
  )
}

function OwnRecordings() {
  const form = useIngestForm(() => undefined)
  const catalog = useConfig().data?.catalog ?? 'catalog.duckdb'
  return (
    <article className={classes.way}>
      <h3>
        <IconDatabaseImport size={18} stroke={1.6} aria-hidden /> Your recordings
      </h3>
      <p className="muted">
        A folder of this machine by its whole path, or a bucket as{' '}
        <code className="mono">s3://bucket/prefix</code> with the AWS credentials of the shell the server was
        started in.
      </p>
      <SourceField form={form} />
      <footer>
        <span className="muted">or from a terminal</span>
        <CopyText what="the command" text={`npx lockstep ingest s3://bucket/prefix --catalog ${catalog}`} />
      </footer>
    </article>
  )
}

function Demo() {
  const demo = useDemo((job) => {
    takeJob(job)
    listStore.setState({ demoJobId: job.jobId })
  })
  const isOffered = useConfig().data?.offersDemo === true
  return (
    <article className={classes.way}>
      <h3>
        <IconSchool size={18} stroke={1.6} aria-hidden /> The demo
      </h3>
      <p className="muted">
        A maths lesson of three minutes: a teacher, five pupils, a shared screen, and the log of what they
        answered. It is drawn on this machine, so its truth is known to the frame.
      </p>
      {demo.error && <ErrorNotice error={demo.error} title="The demo did not start" compact />}
      {isOffered && (
        <div className={classes.act}>
          <Button size="sm" loading={demo.isPending} onClick={() => demo.mutate()}>
            Open the demo
          </Button>
        </div>
      )}
      <footer>
        <span className="muted">{isOffered ? 'or from a terminal' : 'from a terminal'}</span>
        <CopyText what="the command" text="npm run demo" />
      </footer>
    </article>
  )
}
