/** Which of the two sounds is heard; each in the colour of its person. */
import { personColor } from '../theme/people.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import type { GraphEdge } from '../../../core/protocol/clock.ts'
import type { Board } from './useClockBoard.ts'
import type { Ear, Hearing } from './useHearing.ts'
import { sidesOf } from './sides.ts'
import classes from './clocks.module.css'

interface HearBarProps {
  readonly board: Board
  readonly edge: GraphEdge
  readonly hearing: Hearing
}

export function HearBar({ board: { graph, session }, edge, hearing }: HearBarProps) {
  const sides = sidesOf(graph, session, edge)
  const choices: readonly (readonly [Ear, string, number | undefined])[] = [
    ['from', `${sides.from.name}, above`, sides.from.person],
    ['to', `${sides.to.name}, below`, sides.to.person],
    ['both', 'Both', undefined],
  ]
  return (
    <div className={classes.ears} role="group" aria-label="Heard">
      {choices.map(([ear, name, person]) => (
        <ChipButton key={ear} on={hearing.ear === ear} onClick={() => hearing.setEar(ear)}>
          {person !== undefined && <i style={{ background: personColor(person) }} aria-hidden />}
          {name}
        </ChipButton>
      ))}
    </div>
  )
}
