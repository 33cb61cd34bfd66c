/** Suggestions under the word they would take the place of. */
import { useLayoutEffect, useRef, type RefObject } from 'react'
import type { Completion, Suggestion } from './completion.ts'
import classes from './query.module.css'

interface SuggestionListProps {
  readonly id: string
  readonly input: RefObject<HTMLTextAreaElement | null>
  readonly sql: string
  readonly completion: Completion
  readonly at: number
  readonly onTake: (suggestion: Suggestion) => void
}

const GAP_PX = 4

export function SuggestionList({ id, input, sql, completion, at, onTake }: SuggestionListProps) {
  const list = useRef<HTMLUListElement>(null)
  useLayoutEffect(() => {
    const [element, text] = [list.current, input.current]
    if (!element || !text) return
    const { x, y, lineHeight } = findCaret(text, sql, completion.from)
    const left = Math.min(x, text.offsetWidth - element.offsetWidth)
    element.style.transform = `translate(${Math.max(0, left)}px, ${y + lineHeight + GAP_PX}px)`
    element.children[at]?.scrollIntoView({ block: 'nearest' })
  })
  const chosen = completion.suggestions[at]
  return (
    <div className={classes.suggestions}>
      <ul ref={list} id={id} role="listbox" aria-label="Suggestions">
        {completion.suggestions.map((suggestion, index) => (
          <li
            key={`${suggestion.kind} ${suggestion.text}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            // The text keeps the focus.
            onPointerDown={(event) => {
              event.preventDefault()
              onTake(suggestion)
            }}
          >
            <span className={classes.kind} data-kind={suggestion.kind} aria-hidden>
              {suggestion.kind[0]}
            </span>
            <span className="mono">{suggestion.text}</span>
            <span className="faint cut">
              {index === at && suggestion.about !== '' ? suggestion.about : suggestion.detail}
            </span>
          </li>
        ))}
      </ul>
      <span className="visuallyHidden" role="status">
        {chosen && `${chosen.text}, ${chosen.kind}`}
      </span>
    </div>
  )
}

/** Where a character stands in a text that is not wrapped, px from its box; all its characters are as wide as one. */
function findCaret(
  text: HTMLTextAreaElement,
  sql: string,
  at: number,
): { x: number; y: number; lineHeight: number } {
  const style = getComputedStyle(text)
  const before = sql.slice(0, at).split('\n')
  const lineHeight = Number.parseFloat(style.lineHeight)
  const context = document.createElement('canvas').getContext('2d')!
  context.font = style.font
  const width = context.measureText('m').width
  return {
    x: Number.parseFloat(style.paddingLeft) + before.at(-1)!.length * width - text.scrollLeft,
    y: Number.parseFloat(style.paddingTop) + (before.length - 1) * lineHeight - text.scrollTop,
    lineHeight,
  }
}
