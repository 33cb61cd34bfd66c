/** LIVE or OFFLINE, in words and by its dot. */
import classes from './liveMark.module.css'

export function LiveMark({ isLive }: { readonly isLive: boolean }) {
  return (
    <span className={classes.mark} data-live={isLive}>
      {isLive ? 'LIVE' : 'OFFLINE'}
    </span>
  )
}
