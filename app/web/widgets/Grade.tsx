/** How far a placement can be trusted: the letter, and σ beside it. The letter carries it; colour only helps. */
import { Tooltip } from '@mantine/core'
import type { PlacementView } from '../../../core/protocol/session.ts'
import classes from './widgets.module.css'

type GradeLetter = PlacementView['grade']

const MEANING: Record<GradeLetter, string> = {
  A: 'Measured: agrees with independent evidence',
  B: 'Good: from recorded times, σ as shown',
  C: 'Rough: from weak evidence alone, look before you trust it',
}

interface GradeProps {
  readonly grade: GradeLetter | null
  /** With the browser's own tooltip: in lists of thousands ours would cost more than the row. */
  readonly isLight?: boolean
}

export function Grade({ grade, isLight = false }: GradeProps) {
  const meaning = grade === null ? 'Not placed: nothing says when this was' : MEANING[grade]
  const letter = (
    <span className={classes.grade} data-grade={grade ?? 'none'} title={isLight ? meaning : undefined}>
      {grade ?? '–'}
      <span className="visuallyHidden">: {meaning}</span>
    </span>
  )
  return isLight ? letter : <Tooltip label={meaning}>{letter}</Tooltip>
}
