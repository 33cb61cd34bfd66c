/** A session time as text: typed, kept at Enter or on leaving; what is no time of the session is refused and said so. */
import { useState } from 'react'
import { formatTime, parseTime } from '../../../core/time/format.ts'
import classes from './annotations.module.css'

interface TimeFieldProps {
  readonly label: string
  readonly valueUs: number
  readonly durationUs: number
  readonly onValue: (us: number) => void
}

export function TimeField({ label, valueUs, durationUs, onValue }: TimeFieldProps) {
  const [typed, setTyped] = useState<string>()
  const parsed = typed === undefined ? valueUs : parseTime(typed)
  const isRefused = parsed === undefined || parsed < 0 || parsed > durationUs
  const keep = (): void => {
    if (typed === undefined || isRefused) return
    setTyped(undefined)
    if (formatTime(parsed) !== formatTime(valueUs)) onValue(parsed)
  }
  return (
    <label className={classes.time} title={isRefused ? `0 to ${formatTime(durationUs)}` : undefined}>
      <span>{label}</span>
      <input
        type="text"
        value={typed ?? formatTime(valueUs)}
        aria-invalid={isRefused}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => {
          keep()
          setTyped(undefined)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep()
          else if (event.key === 'Escape') setTyped(undefined)
          else return
          event.stopPropagation()
        }}
      />
    </label>
  )
}
