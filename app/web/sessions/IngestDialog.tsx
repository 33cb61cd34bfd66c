/** Points the catalog at a folder or a bucket; the ingest then runs as a job. */
import { Button, Modal, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useIngest } from '../api/queries.ts'
import { takeJob } from '../api/jobEvents.ts'
import { ErrorNotice } from '../widgets/Notice.tsx'
import classes from './sessions.module.css'

export function IngestDialog({ onClose }: { readonly onClose: () => void }) {
  const [source, setSource] = useState('')
  const ingest = useIngest()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    ingest.mutate(source.trim(), {
      onSuccess: (job) => {
        takeJob(job)
        onClose()
      },
    })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title="Ingest a folder or bucket"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} className={classes.form}>
        <TextInput
          data-autofocus
          label="Folder or bucket"
          description="A folder of this machine, or s3://bucket/prefix. Nothing is written into it."
          placeholder="s3://my-bucket/recordings/"
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
          classNames={{ input: 'mono' }}
        />
        <p className="muted">
          For S3 the server uses AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL of
          the shell it was started in. A second ingest reads only what has changed.
        </p>
        {ingest.error && <ErrorNotice error={ingest.error} title="The ingest did not start" compact />}
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={source.trim() === ''} loading={ingest.isPending}>
            Ingest
          </Button>
        </div>
      </form>
    </Modal>
  )
}
