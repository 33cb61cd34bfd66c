/** Says that the program behind the page is gone, and goes away when it is back. */
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useLink } from '../api/useJobs.ts'
import classes from './serverBanner.module.css'

export function ServerBanner() {
  if (useLink() !== 'gone') return null
  return (
    <div className={classes.banner} role="alert">
      <IconPlugConnectedX size={16} stroke={1.7} aria-hidden />
      <strong>The server is gone.</strong>
      <span>
        What is loaded stays usable. Start it again with <code className="mono">lockstep serve</code>;
        reconnecting…
      </span>
    </div>
  )
}
