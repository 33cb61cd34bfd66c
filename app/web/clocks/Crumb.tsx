/** Where one is: Sessions / the session / Clocks. */
import { Link } from 'wouter'
import { sessionPath } from '../commands/goCommands.ts'
import classes from './clocks.module.css'

interface CrumbProps {
  readonly sessionId: string
  readonly roomName: string | undefined
}

export function Crumb({ sessionId, roomName }: CrumbProps) {
  return (
    <nav aria-label="Where you are" className={classes.crumb}>
      <Link href="/">Sessions</Link> <span aria-hidden>/</span>
      <Link href={sessionPath(sessionId)} className="cut">
        {roomName ?? sessionId}
      </Link>{' '}
      <span aria-hidden>/</span> <span aria-current="page">Clocks</span>
    </nav>
  )
}
