/** Up and down go from finding to finding; everything inside one is reached by Tab. */
import type { KeyboardEvent } from 'react'

export function moveBetweenFindings(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  if (event.shiftKey || (event.target instanceof Element && event.target.closest('textarea, input'))) return
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('li[data-finding]')].filter(
    (item) => item.offsetParent !== null,
  )
  const at = items.findIndex((item) => item.contains(event.target as Node))
  const next = items[event.key === 'ArrowDown' ? at + 1 : Math.max(0, at - 1)]
  if (!next) return
  event.preventDefault()
  next.focus()
}
