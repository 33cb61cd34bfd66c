/** An empty catalog: the one step that fills it, or the demo. */
import { Button } from '@mantine/core'
import { IconDatabaseImport } from '@tabler/icons-react'
import { useConfig } from '../api/queries.ts'
import { useLiveJobs } from '../api/useJobs.ts'
import { CopyText } from '../widgets/CopyText.tsx'
import classes from './sessions.module.css'

export function EmptyCatalog({ onIngest }: { readonly onIngest: () => void }) {
  const config = useConfig().data
  const busy = useLiveJobs().some((job) => job.kind !== 'export')
  const catalog = config?.catalog ?? 'catalog.duckdb'
  return (
    <section className={classes.empty}>
      <IconDatabaseImport size={32} stroke={1.3} aria-hidden />
      <h2>{busy ? 'The first sessions are on their way' : 'No sessions yet'}</h2>
      <p className="muted">
        {busy
          ? 'They appear here as soon as they are read. The bar above says how far that is.'
          : 'Lockstep reads what LiveKit egress left in a bucket or folder: media, manifests, logs. It never writes there.'}
      </p>
      {!busy && (
        <>
          <Button onClick={onIngest}>Ingest a folder or bucket…</Button>
          <dl>
            <dt>or from a terminal</dt>
            <dd>
              <CopyText
                what="the command"
                text={`npx lockstep ingest s3://bucket/prefix --catalog ${catalog}`}
              />
            </dd>
            <dt>no recordings at hand? open the demo, a lesson with six people</dt>
            <dd>
              <CopyText what="the command" text="npm run demo" />
            </dd>
          </dl>
        </>
      )}
    </section>
  )
}
