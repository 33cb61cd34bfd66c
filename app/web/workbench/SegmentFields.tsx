/** The ends of a segment as numbers: type, Enter or leave; what is no time is refused and said so. */
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { formatTime, parseTime } from '../../../core/time/format.ts'
import type { Micros } from '../../../core/time/micros.ts'
import type { Span } from '../../../core/time/span.ts'
import { formatSpan } from '../widgets/quantities.ts'
import classes from './segment.module.css'

interface SegmentFieldsProps {
  readonly segment: Span
  readonly durationUs: number
  readonly onSegment: (segment: Span) => void
}

export function SegmentFields({ segment, durationUs, onSegment }: SegmentFieldsProps) {
  return (
    <div className={classes.fields}>
      <TimeField
        key={`in ${segment.start}`}
        label="From"
        value={segment.start}
        refuse={(t) => (t < 0 || t >= segment.end ? 'before the end' : undefined)}
        onValue={(start) => onSegment({ start, end: segment.end })}
      />
      <TimeField
        key={`out ${segment.end}`}
        label="To"
        value={segment.end}
        refuse={(t) => (t <= segment.start ? 'after the start' : t > durationUs ? 'past the end' : undefined)}
        onValue={(end) => onSegment({ start: segment.start, end })}
      />
      <span className="muted">{formatSpan(segment.end - segment.start)}</span>
    </div>
  )
}

interface TimeFieldProps {
  readonly label: string
  readonly value: Micros
  readonly refuse: (t: Micros) => string | undefined
  readonly onValue: (t: Micros) => void
}

function TimeField({ label, value, refuse, onValue }: TimeFieldProps) {
  const [text, setText] = useState(formatTime(value))
  const [error, setError] = useState<string>()
  const commit = (): void => {
    if (text === formatTime(value)) return
    const t = parseTime(text)
    const problem = t === undefined ? 'h:mm:ss.mmm' : refuse(t)
    setError(problem)
    if (t !== undefined && problem === undefined) onValue(t)
  }
  return (
    <TextInput
      label={label}
      value={text}
      error={error}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault()
          commit()
        }
      }}
      classNames={{ input: classes.time }}
    />
  )
}
