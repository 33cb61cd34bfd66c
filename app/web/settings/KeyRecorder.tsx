/** Waits for one combination. Esc and leaving give up; what it takes no other listener sees. */
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { writeKeys } from '../commands/keys.ts'
import classes from './settings.module.css'

interface KeyRecorderProps {
  readonly what: string
  readonly onKeys: (keys: string) => void
  readonly onGiveUp: () => void
}

export function KeyRecorder({ what, onKeys, onGiveUp }: KeyRecorderProps) {
  const field = useRef<HTMLButtonElement>(null)
  useEffect(() => field.current?.focus(), [])
  const take = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return onGiveUp()
    const keys = writeKeys(event)
    if (keys !== undefined) onKeys(keys)
  }
  return (
    <button
      ref={field}
      type="button"
      className={classes.recorder}
      aria-label={`Press the keys for “${what}”, or Escape`}
      onKeyDown={take}
      onBlur={onGiveUp}
    >
      Press keys… <kbd>Esc</kbd> leaves it
    </button>
  )
}
