/** Which of the two clocks comes first, and in whose time the wall clock is shown; with an example of both. */
import { useState } from 'react'
import { useStore } from 'zustand'
import { formatTime } from '../../../core/time/format.ts'
import { formatWallClock, formatZone } from '../../../core/time/zone.ts'
import { Choice } from './Choice.tsx'
import classes from './settings.module.css'
import { setTimes, setZone, settingsStore, zoneOf } from './settingsStore.ts'

const EXAMPLE_US = 684_366_000

export function ClockSection() {
  const { times, zone } = useStore(settingsStore)
  const [nowUs] = useState(() => Date.now() * 1000)
  const local = zoneOf('local', null)
  const shown = zoneOf(zone, null)
  const wall = `${formatWallClock(nowUs, shown)} ${formatZone(shown, nowUs)}`
  const pair = [formatTime(EXAMPLE_US), wall]
  const [first, second] = times === 'session' ? pair : pair.toReversed()
  return (
    <>
      <Choice
        label="What comes first"
        description="Both are always at hand; this one leads where there is room for one."
        value={times}
        onChange={setTimes}
        options={[
          ['session', 'Session time', 'From the first sample recorded in the session.'],
          ['wall', 'Wall clock', 'What a clock on the wall showed.'],
        ]}
      />
      <Choice
        label="Wall clocks are shown in"
        value={zone}
        onChange={setZone}
        options={[
          ['utc', 'UTC', 'The same for everybody, wherever they are.'],
          ['local', `Local time: ${local}`, `As on this computer, ${formatZone(local, nowUs)} now.`],
          ['recorded', 'As recorded', 'The zone a person has said for the session; UTC where nobody has.'],
        ]}
      />
      <p className={classes.example} aria-label="Example">
        <strong>{first}</strong> <span className="muted">{second}</span>
      </p>
    </>
  )
}
