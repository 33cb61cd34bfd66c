/** The hints, to be read at any time, and the way to have those that were put away again. */
import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import { HintText } from '../widgets/Hint.tsx'
import { HINTS, type HintId } from '../widgets/hints.ts'
import classes from './settings.module.css'
import { settingsStore, showHintsAgain } from './settingsStore.ts'

const NAMES: Readonly<Record<HintId, string>> = {
  sessions: 'Sessions',
  stage: 'Stage',
  timeline: 'Timeline',
  log: 'Log',
  annotations: 'Annotations',
}

export function HintsSection() {
  const read = useStore(settingsStore, (settings) => settings.hintsRead).length
  const ids = Object.keys(HINTS) as HintId[]
  return (
    <>
      <div className={classes.hints}>
        <p>
          Each pane says once, in one line, what can be done in it.{' '}
          <span role="status">{read === 0 ? 'None has been put away.' : `${read} have been put away.`}</span>
        </p>
        <Button variant="default" disabled={read === 0} onClick={showHintsAgain}>
          Show the hints again
        </Button>
      </div>
      <dl className={`${classes.facts} ${classes.hintList}`}>
        {ids.map((id) => (
          <div key={id}>
            <dt>{NAMES[id]}</dt>
            <dd>
              <HintText id={id} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
