/** The text of a query, with suggestions at the caret. Lines are not wrapped, so that a place in it is a line and a column. */
import { Textarea } from '@mantine/core'
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { applySuggestion, complete, type Completion, type Suggestion } from './completion.ts'
import classes from './query.module.css'
import type { SchemaTable } from './schema.ts'
import { SuggestionList } from './SuggestionList.tsx'

interface SqlEditorProps {
  readonly sql: string
  readonly onChange: (sql: string) => void
  readonly schema: readonly SchemaTable[]
  readonly onRun: () => void
  /** Escape, where no suggestions are open; returns whether there was something to end. */
  readonly onEscape: () => boolean
  readonly minRows: number
  readonly input: RefObject<HTMLTextAreaElement | null>
}

export function SqlEditor({ sql, onChange, schema, onRun, onEscape, minRows, input }: SqlEditorProps) {
  const listId = useId()
  const [open, setOpen] = useState<{ completion: Completion; at: number }>()
  const caret = useRef<number | undefined>(undefined)

  useLayoutEffect(() => {
    if (caret.current === undefined) return
    input.current?.setSelectionRange(caret.current, caret.current)
    caret.current = undefined
  })

  const suggest = (text: string, at: number, asked: boolean): void => {
    const completion = complete(text, at, schema, asked)
    setOpen(completion && { completion, at: 0 })
  }
  const take = (suggestion: Suggestion): void => {
    if (!open) return
    const next = applySuggestion(sql, open.completion, suggestion)
    caret.current = next.caret
    setOpen(undefined)
    onChange(next.sql)
    input.current?.focus()
  }
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const isMod = event.ctrlKey || event.metaKey
    if (event.key === 'Enter' && isMod) {
      setOpen(undefined)
      onRun()
    } else if (event.key === ' ' && event.ctrlKey) suggest(sql, event.currentTarget.selectionStart, true)
    else if (open && !isMod && !event.altKey && steer(event.key)) {
      // Taken by the list.
    } else if (event.key === 'Escape' && onEscape()) {
      // It had something to end.
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const steer = (key: string): boolean => {
    const { completion, at } = open!
    const last = completion.suggestions.length - 1
    if (key === 'ArrowDown') setOpen({ completion, at: at === last ? 0 : at + 1 })
    else if (key === 'ArrowUp') setOpen({ completion, at: at === 0 ? last : at - 1 })
    else if (key === 'Enter' || key === 'Tab') take(completion.suggestions[at]!)
    else if (key === 'Escape') setOpen(undefined)
    else return false
    return true
  }

  return (
    <div className={classes.editor}>
      <Textarea
        ref={input}
        aria-label="SQL"
        aria-autocomplete="list"
        aria-controls={open && listId}
        aria-activedescendant={open && `${listId}-${open.at}`}
        className={classes.sql}
        classNames={{ input: 'mono' }}
        wrap="off"
        spellCheck={false}
        autosize
        minRows={minRows}
        maxRows={16}
        value={sql}
        onChange={({ currentTarget: { value, selectionStart } }) => {
          onChange(value)
          suggest(value, selectionStart, false)
        }}
        onKeyDown={press}
        onBlur={() => setOpen(undefined)}
        onClick={() => setOpen(undefined)}
        onScroll={() => setOpen(undefined)}
      />
      {open && (
        <SuggestionList
          id={listId}
          input={input}
          sql={sql}
          completion={open.completion}
          at={open.at}
          onTake={take}
        />
      )}
    </div>
  )
}
