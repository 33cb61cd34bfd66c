/** Where one is: Sessions / the session / a place of its own. */
import { Link } from 'wouter'
import { sessionPath } from '../commands/goCommands.ts'
import classes from './crumb.module.css'

interface CrumbProps {
  readonly sessionId: string
  readonly roomName: string | undefined
  /** Absent where the session itself is what one sees. */
  readonly place?: string
}

export function Crumb({ sessionId, roomName, place }: CrumbProps) {
  const name = roomName ?? sessionId
  return (
    <nav aria-label="Where you are" className={classes.crumb}>
      <Link href="/">Sessions</Link> <span aria-hidden>/</span>{' '}
      {place === undefined ? (
        <span aria-current="page" className="cut" title={sessionId}>
          {name}
        </span>
      ) : (
        <>
          <Link href={sessionPath(sessionId)} className="cut">
            {name}
          </Link>{' '}
          <span aria-hidden>/</span> <span aria-current="page">{place}</span>
        </>
      )}
    </nav>
  )
}
