/** Says that recordings are played where a change of the clocks would put them; leads back to it. */
import { IconClockPause } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import { sessionPath } from '../commands/goCommands.ts'
import { endTrial, trialStore } from './trial.ts'
import classes from './trial.module.css'

export function TrialBar({ sessionId }: { readonly sessionId: string }) {
  const trial = useStore(trialStore, (state) => state.trial)
  if (trial?.sessionId !== sessionId) return null
  return (
    <div className={classes.bar} role="status">
      <IconClockPause size={16} stroke={1.7} aria-hidden />
      <span className="grow">
        <b>Trying out the clocks.</b> {trial.text}. Nothing is written yet.
      </span>
      <Link href={`${sessionPath(sessionId)}/clocks`}>Back to the clocks</Link>
      <button type="button" onClick={endTrial}>
        Play as it lies
      </button>
    </div>
  )
}
