/** A field for a label that offers the codes in use: arrows choose one, Enter takes it, typing goes on as it is. */
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { suggestCodes } from './annotationList.ts'
import classes from './annotations.module.css'

interface CodeFieldProps {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onValue: (text: string) => void
  /** The most used first. */
  readonly codes: readonly string[]
  readonly onEnter?: () => void
  readonly onEscape?: () => void
  readonly onLeave?: () => void
  /** Takes the focus as it appears, with all of its text chosen. */
  readonly isFirst?: boolean
}

export function CodeField(props: CodeFieldProps) {
  const { label, placeholder, value, onValue, codes, onEnter, onEscape, onLeave, isFirst = false } = props
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const offered = isOpen ? suggestCodes(codes, value) : []

  useLayoutEffect(() => {
    if (isFirst) input.current?.select()
  }, [isFirst])

  const take = (code: string): void => {
    onValue(code)
    setOpen(false)
    setActive(-1)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const count = isOpen ? offered.length : suggestCodes(codes, value).length
      if (count === 0) return
      event.preventDefault()
      setOpen(true)
      setActive((at) => stepThrough(at, count, event.key === 'ArrowDown' ? 1 : -1))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const code = offered[active]
      if (code !== undefined) take(code)
      onEnter?.()
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      onEscape?.()
    }
  }
  return (
    <span className={classes.code}>
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={offered.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={offered[active] === undefined ? undefined : `${listId}-${active}`}
        placeholder={placeholder}
        value={value}
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          onValue(event.currentTarget.value)
          setOpen(true)
          setActive(-1)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => {
          setOpen(false)
          onLeave?.()
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={listId} role="listbox" aria-label={`${label}: codes in use`} hidden={offered.length === 0}>
        {offered.map((code, at) => (
          <li
            key={code}
            id={`${listId}-${at}`}
            role="option"
            aria-selected={at === active}
            onPointerDown={(event) => {
              event.preventDefault()
              take(code)
            }}
          >
            {code}
          </li>
        ))}
      </ul>
    </span>
  )
}

/** Around the offers, 0 to `count` − 1, from −1 (none) on. */
const stepThrough = (at: number, count: number, by: 1 | -1): number =>
  at < 0 ? (by === 1 ? 0 : count - 1) : (at + by + count) % count
