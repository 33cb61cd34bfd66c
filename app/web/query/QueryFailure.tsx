/** Why a query failed and where: the line with the place marked, and a way there. */
import { Button } from '@mantine/core'
import type { RefObject } from 'react'
import { describeError } from '../api/problem.ts'
import { ErrorNotice, Notice } from '../widgets/Notice.tsx'
import { findErrorPlace } from './errorPlace.ts'
import classes from './query.module.css'

interface QueryFailureProps {
  readonly error: unknown
  readonly sql: string
  /** The text was changed since: the place may be another. */
  readonly isEdited: boolean
  readonly input: RefObject<HTMLTextAreaElement | null>
}

export function QueryFailure({ error, sql, isEdited, input }: QueryFailureProps) {
  const { message, hint } = describeError(error)
  const place = findErrorPlace(message, sql)
  if (!place) return <ErrorNotice error={error} title="The query failed" compact />
  const { line, column, from, to, text } = place
  const go = (): void => {
    input.current?.focus()
    input.current?.setSelectionRange(from, to)
  }
  const at = column - 1
  return (
    <Notice
      title={`The query failed at line ${line}, column ${column}`}
      tone="error"
      compact
      actions={
        isEdited ? undefined : (
          <Button variant="default" size="compact-sm" onClick={go}>
            Go there
          </Button>
        )
      }
    >
      <p>{place.message}</p>
      <pre className={classes.where} aria-hidden>
        {text.slice(0, at)}
        <mark>{text.slice(at, at + to - from) || ' '}</mark>
        {text.slice(at + to - from)}
      </pre>
      {hint !== undefined && <p>{hint}</p>}
    </Notice>
  )
}
