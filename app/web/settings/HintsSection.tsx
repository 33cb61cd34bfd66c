/** The hints that were read, and the way to have them again. */
import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import { HINTS } from '../widgets/hints.ts'
import classes from './settings.module.css'
import { settingsStore, showHintsAgain } from './settingsStore.ts'

export function HintsSection() {
  const read = useStore(settingsStore, (settings) => settings.hintsRead).length
  const all = Object.keys(HINTS).length
  return (
    <div className={classes.hints}>
      <p>
        Each pane says once, in one line, what can be done in it.{' '}
        <span role="status">
          {read === 0 ? 'None has been put away.' : `${read} of ${all} have been put away.`}
        </span>
      </p>
      <Button variant="default" disabled={read === 0} onClick={showHintsAgain}>
        Show the hints again
      </Button>
    </div>
  )
}
