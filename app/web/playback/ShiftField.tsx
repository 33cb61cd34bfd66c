/** The shift as a number of ms that can be typed; what is no number leaves it as it is. */
import { useState } from 'react'
import classes from './nudge.module.css'

interface ShiftFieldProps {
  readonly shiftUs: number
  readonly onShift: (shiftUs: number) => void
}

/** Milliseconds, to a tenth, with a sign. */
const formatMs = (us: number): string => {
  const ms = Number((us / 1e3).toFixed(1))
  return ms === 0 ? '0' : `${ms > 0 ? '+' : '−'}${Math.abs(ms)}`
}

export function ShiftField({ shiftUs, onShift }: ShiftFieldProps) {
  const [typed, setTyped] = useState<string>()
  const type = (text: string): void => {
    setTyped(text)
    const ms = Number(text.replace('−', '-').replace(',', '.').trim() || NaN)
    if (Number.isFinite(ms)) onShift(ms * 1e3)
  }
  return (
    <label className={classes.shift}>
      <input
        aria-label="Shift in milliseconds, positive is later"
        inputMode="decimal"
        value={typed ?? formatMs(shiftUs)}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={() => setTyped(undefined)}
      />
      ms
    </label>
  )
}
