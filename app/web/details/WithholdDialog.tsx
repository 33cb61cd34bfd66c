/** Withholding a person from a session: says exactly what it does and what it does not, and asks why. */
import { Button, Modal, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { useAttempt } from '../widgets/useAttempt.ts'
import { say } from '../widgets/noteStore.ts'
import classes from './details.module.css'
import { withholdWithUndo } from './withholdActions.ts'

interface WithholdDialogProps {
  readonly session: SessionDetail
  readonly identity: string
  readonly onClose: () => void
}

export function WithholdDialog({ session, identity, onClose }: WithholdDialogProps) {
  const [reason, setReason] = useState('')
  const { isBusy, error, attempt } = useAttempt()
  const name = session.people.find((person) => person.identity === identity)?.name ?? identity
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (reason.trim() === '' || isBusy) return
    attempt(
      () => withholdWithUndo(session.sessionId, { identity, name }, reason.trim()),
      () => {
        say({ about: 'withhold', title: `${name} is withheld`, text: 'Ctrl Z shows them again.' })
        onClose()
      },
    )
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Withhold ${name} from this session`}
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} className={classes.withhold}>
        <ul>
          <li>
            {name}’s pictures and sound are no longer shown, played or sent, here or to any other program that
            asks this server. Lists say that {name} was there, and no more.
          </li>
          <li>
            What {name} wrote is left out of the log, and every export from now on is made without {name}.
            Clips and logs of exports made before are not sent any more.
          </li>
          <li>
            The files in the bucket, and those of exports on the disk, stay as they are: who can open those
            can still see {name}.
          </li>
          <li>It holds for this session alone, until somebody shows {name} again (Details) or undoes it.</li>
        </ul>
        <Textarea
          label="Why"
          placeholder="consent withdrawn on 12 June"
          data-autofocus
          autosize
          minRows={2}
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {error !== undefined && <ErrorNotice error={error} title={`${name} was not withheld`} compact />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={reason.trim() === ''} loading={isBusy}>
            Withhold {name}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
