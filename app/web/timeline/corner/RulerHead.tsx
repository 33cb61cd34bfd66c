/** Beside the ruler: which clock is which, the wall clock's zone to cycle, and zoom for the mouse alone. */
import type { ReactElement } from 'react'
import { formatZone } from '../../../../core/time/index.ts'
import classes from './corner.module.css'
import { ZoomButtons, type ZoomButtonsProps } from './ZoomButtons.tsx'

export interface RulerHeadProps extends ZoomButtonsProps {
  readonly zone: string
  readonly epochWallUs: number
  readonly leads: 'session' | 'wall'
  /** Goes on to the next zone; absent: there is none to choose. */
  readonly onZone?: (() => void) | undefined
}

export function RulerHead({ zone, epochWallUs, leads, onZone, ...zoom }: RulerHeadProps): ReactElement {
  const label = formatZone(zone, epochWallUs)
  const session = <span key="session">session time</span>
  const wall = (
    <button
      key="wall"
      type="button"
      aria-label={`Wall clock in ${label}: another zone`}
      title={`${zone}. Click: UTC, this computer's zone, the zone it was recorded in`}
      onClick={onZone}
    >
      {label}
    </button>
  )
  return (
    <div className={classes.rulerHead}>
      <div className={classes.clocks}>{leads === 'wall' ? [wall, session] : [session, wall]}</div>
      <ZoomButtons {...zoom} />
    </div>
  )
}
