/** Which lanes are exported: by person, and each source of theirs. */
import { Button, Checkbox } from '@mantine/core'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { nameSource } from '../findings/findings.ts'
import { colorsOf } from '../theme/people.ts'
import exports from './exports.module.css'
import classes from './laneChoice.module.css'
import { withLanes, withPerson } from './laneChoice.ts'

interface LaneChoiceProps {
  readonly session: SessionDetail
  /** Lanes that are left out. */
  readonly left: ReadonlySet<string>
  readonly onLeft: (left: ReadonlySet<string>) => void
}

export function LaneChoice({ session, left, onLeft }: LaneChoiceProps) {
  const color = colorsOf(session.people)
  const byPerson = Map.groupBy(session.lanes, (lane) => lane.identity)
  const all = session.lanes.map((lane) => lane.laneId)
  return (
    <fieldset className={classes.lanes}>
      <legend>
        Tracks{' '}
        <Button size="compact-xs" variant="subtle" onClick={() => onLeft(new Set())}>
          All
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={() => onLeft(new Set(all))}>
          None
        </Button>
      </legend>
      {[...byPerson].map(([identity, lanes]) => {
        const person = session.people.find((entry) => entry.identity === identity)
        const name = person?.name ?? identity
        const chosen = lanes.filter((lane) => !left.has(lane.laneId)).length
        const isWithheld = person?.withheld !== null && person?.withheld !== undefined
        return (
          <div key={identity} className={classes.lanePerson} role="group" aria-label={name}>
            <Checkbox
              size="xs"
              label={
                <>
                  <i className={exports.who} style={{ background: color(identity) }} />
                  {name}
                </>
              }
              disabled={isWithheld}
              checked={!isWithheld && chosen === lanes.length}
              indeterminate={!isWithheld && chosen > 0 && chosen < lanes.length}
              onChange={(event) => onLeft(withPerson(left, lanes, event.currentTarget.checked))}
            />
            {isWithheld ? (
              <span className="muted">withheld</span>
            ) : (
              lanes.map((lane) => (
                <Checkbox
                  key={lane.laneId}
                  size="xs"
                  label={nameSource(lane.source)}
                  aria-label={`${name} · ${nameSource(lane.source)}`}
                  checked={!left.has(lane.laneId)}
                  onChange={(event) => onLeft(withLanes(left, [lane.laneId], event.currentTarget.checked))}
                />
              ))
            )}
          </div>
        )
      })}
    </fieldset>
  )
}
