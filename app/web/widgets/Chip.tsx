/** A rounded label, and the same as a button that can be on. */
import type { ComponentProps, ReactNode } from 'react'
import classes from './widgets.module.css'

interface ChipProps {
  readonly children: ReactNode
  readonly title?: string
  /** A dot before the text, whose meaning the text repeats. */
  readonly dot?: 'good' | 'warn' | 'bad'
}

export function Chip({ children, dot, title }: ChipProps) {
  return (
    <span className={classes.chip} title={title}>
      {dot !== undefined && <span className={classes.dot} data-tone={dot} />}
      <span className="cut">{children}</span>
    </span>
  )
}

/** `on`: pressed or not; absent: a plain button. */
export function ChipButton({
  on,
  className = '',
  ...rest
}: ComponentProps<'button'> & { readonly on?: boolean }) {
  return (
    <button
      type="button"
      data-on={on}
      aria-pressed={on}
      {...rest}
      className={`${classes.chip} ${className}`}
    />
  )
}
