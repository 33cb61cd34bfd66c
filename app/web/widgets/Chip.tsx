/** A rounded label; with `onClick` a button that can be on. */
import type { ReactNode } from 'react'
import classes from './widgets.module.css'

interface ChipProps {
  readonly children: ReactNode
  readonly on?: boolean
  readonly onClick?: () => void
  readonly label?: string
  /** A dot before the text, whose meaning the text repeats. */
  readonly dot?: 'good' | 'warn' | 'bad'
}

export function Chip({ children, on, onClick, label, dot }: ChipProps) {
  const content = (
    <>
      {dot !== undefined && <span className={classes.dot} data-tone={dot} />}
      {children}
    </>
  )
  if (!onClick) return <span className={classes.chip}>{content}</span>
  return (
    <button
      type="button"
      className={classes.chip}
      data-on={on}
      aria-pressed={on}
      aria-label={label}
      onClick={onClick}
    >
      {content}
    </button>
  )
}
