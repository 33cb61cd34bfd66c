/** Accepting a finding as it is, with a word why; said of an accepted one: who, when, why, and the way back. */
import { Button, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { FindingView } from '../../../core/protocol/session.ts'
import { formatWallClock, formatWallDate } from '../../../core/time/zone.ts'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { useAttempt } from '../widgets/useAttempt.ts'
import { acceptWithUndo, takeBackAcceptance } from './acceptActions.ts'
import classes from './findings.module.css'

interface AcceptanceProps {
  readonly sessionId: string
  readonly finding: FindingView
  readonly zone: string
}

export function Acceptance({ sessionId, finding, zone }: AcceptanceProps) {
  const [isOpen, setOpen] = useState(false)
  const [note, setNote] = useState('')
  const { isBusy, error, attempt } = useAttempt()
  const { accepted } = finding

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    attempt(
      () => acceptWithUndo(sessionId, finding, note.trim()),
      () => setOpen(false),
    )
  }
  return (
    <>
      {accepted ? (
        <p className={classes.said}>
          Accepted by {accepted.author}, {formatWallDate(accepted.createdWallUs, zone)}{' '}
          {formatWallClock(accepted.createdWallUs, zone, 0)}
          {accepted.note && `: ${accepted.note}`}{' '}
          <Button
            size="compact-xs"
            variant="default"
            loading={isBusy}
            onClick={() => attempt(() => takeBackAcceptance(sessionId, finding))}
          >
            Take it back
          </Button>
        </p>
      ) : isOpen ? (
        <form className={classes.accept} onSubmit={submit}>
          <Textarea
            autoFocus
            autosize
            minRows={1}
            maxRows={5}
            aria-label="Why it is fine as it is"
            placeholder="Why it is fine as it is (may be empty)"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setOpen(false)
              else if (event.key === 'Enter' && !event.shiftKey) submit(event)
              else return
              event.stopPropagation()
            }}
          />
          <Button size="compact-xs" type="submit" loading={isBusy}>
            Accept
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => setOpen(false)}>
            Cancel
          </Button>
        </form>
      ) : (
        <button type="button" onClick={() => setOpen(true)}>
          Accept…
        </button>
      )}
      {error !== undefined && (
        <ErrorNotice error={error} title="It was not written; nothing has changed" compact />
      )}
    </>
  )
}
