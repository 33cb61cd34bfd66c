/** Points the catalog at a folder or a bucket; the ingest then runs as a job. */
import { Button, Modal } from '@mantine/core'
import { IconDatabase, IconFolder } from '@tabler/icons-react'
import { SourceField } from './SourceField.tsx'
import { useIngestForm } from './useIngestForm.ts'
import classes from './ingest.module.css'

export function IngestDialog({ onClose }: { readonly onClose: () => void }) {
  const form = useIngestForm(onClose)
  const { kind } = form.check
  return (
    <Modal
      opened
      onClose={onClose}
      title="Ingest recordings"
      size={620}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <SourceField form={form} autoFocus>
        <Button variant="default" size="sm" onClick={onClose}>
          Cancel
        </Button>
      </SourceField>
      {form.text === '' && form.recent.length > 0 && (
        <div className={classes.recent}>
          <h3>From before: only what has changed is read</h3>
          {form.recent.map((source) => (
            <button key={source} type="button" className="mono cut" onClick={() => form.setText(source)}>
              {source}
            </button>
          ))}
        </div>
      )}
      <SourceKinds chosen={kind} />
      <p className={classes.promise}>Nothing is ever written into either.</p>
    </Modal>
  )
}

/** What each of the two is, and what it needs. */
function SourceKinds({ chosen }: { readonly chosen: string }) {
  return (
    <dl className={classes.kinds}>
      <div data-on={chosen === 'folder'}>
        <dt>
          <IconFolder size={16} stroke={1.7} aria-hidden /> A folder
        </dt>
        <dd>
          of the machine this server runs on, by its whole path: what egress wrote, or a copy of a bucket.
          Everything below it is read.
        </dd>
      </div>
      <div data-on={chosen === 's3'}>
        <dt>
          <IconDatabase size={16} stroke={1.7} aria-hidden /> A bucket
        </dt>
        <dd>
          <code className="mono">s3://bucket/prefix</code>, with the credentials of the shell the server was
          started in: <code className="mono">AWS_ACCESS_KEY_ID</code>,{' '}
          <code className="mono">AWS_SECRET_ACCESS_KEY</code>, <code className="mono">AWS_REGION</code>; for a
          server of your own <code className="mono">AWS_ENDPOINT_URL</code>.
        </dd>
      </div>
    </dl>
  )
}
