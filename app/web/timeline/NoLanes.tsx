/** What stands where lanes would, in a session without a recording. */
import type { ReactElement } from 'react'
import classes from './timeline.module.css'

export function NoLanes({ findings }: { findings: number }): ReactElement {
  const why = findings > 0 ? ' The findings say what the bucket held and why it could not be read.' : ''
  return <p className={classes.none}>No recording of this session can be played.{why}</p>
}
