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

export function Grade({ grade }: { readonly grade: GradeLetter | null }) {
  const meaning = grade === null ? 'Not placed: nothing says when this was' : MEANING[grade]
  return (
    <Tooltip label={meaning}>
      <span className={classes.grade} data-grade={grade ?? 'none'}>
        {grade ?? '–'}
        <span className="visuallyHidden">: {meaning}</span>
      </span>
    </Tooltip>
  )
}
