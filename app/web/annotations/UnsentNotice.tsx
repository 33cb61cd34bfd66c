/** Says what is not written yet, why, that nothing is lost, and offers to try again. */
import { Button } from '@mantine/core'
import { describeError } from '../api/problem.ts'
import classes from './annotations.module.css'
import { submitUnsent } from './submit.ts'
import { discardUnsent, type Unsent } from './unsent.ts'

export function UnsentNotice({ sessionId, unsent }: { readonly sessionId: string; readonly unsent: Unsent }) {
  const count = unsent.writes.length
  if (count === 0) return null
  const { message, hint, code } = describeError(unsent.cause)
  const isGone = code === 'server_gone'
  return (
    <div className={classes.unsent} role="alert">
      <p>
        <strong>{count === 1 ? 'One change is' : `${count} changes are`} not in the catalog yet.</strong>{' '}
        {unsent.cause !== undefined && `${message}. `}
        Nothing is lost: {count === 1 ? 'it is' : 'they are'} kept in this browser
        {isGone ? ' and sent when the server is back.' : '.'}
        {!isGone && hint !== undefined && ` ${hint}`}
      </p>
      <div className={classes.unsentActions}>
        <Button size="compact-xs" loading={unsent.isSending} onClick={() => void submitUnsent(sessionId)}>
          Try again
        </Button>
        {!isGone && (
          <Button size="compact-xs" variant="default" onClick={() => discardUnsent(sessionId)}>
            Give {count === 1 ? 'it' : 'them'} up
          </Button>
        )}
      </div>
    </div>
  )
}
