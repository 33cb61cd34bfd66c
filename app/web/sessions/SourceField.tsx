/** Where recordings lie: a folder or a bucket. */
import { Button, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { ErrorNotice } from '../widgets/Notice.tsx'
import type { IngestForm } from './useIngestForm.ts'
import classes from './ingest.module.css'

interface SourceFieldProps {
  readonly form: IngestForm
  readonly autoFocus?: boolean
  /** Beside the button. */
  readonly children?: ReactNode
}

export function SourceField({ form, autoFocus = false, children }: SourceFieldProps) {
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        form.submit()
      }}
    >
      <TextInput
        {...(autoFocus ? { 'data-autofocus': true } : {})}
        size="sm"
        label="Folder or bucket"
        placeholder="/data/recordings or s3://my-bucket/recordings/"
        value={form.text}
        error={form.problem}
        onChange={(event) => form.setText(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: 'mono' }}
      />
      {form.error !== null && form.error !== undefined && (
        <ErrorNotice error={form.error} title="The ingest did not start" compact />
      )}
      <div className={classes.end}>
        {children}
        <Button type="submit" size="sm" disabled={form.check.kind === 'empty'} loading={form.isPending}>
          Ingest
        </Button>
      </div>
    </form>
  )
}
