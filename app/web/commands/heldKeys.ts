/**
 * What is typed between the call for a field and its taking the focus. Those keys are the field's already, however
 * long its code takes to load: they are held back from the page's commands, and handed over when it is there.
 */
import { writeKeys, type KeyStroke } from './keys.ts'

export interface HeldText {
  readonly text: string
  /** Pressed after the text; what follows is the page's again. */
  readonly end: 'Enter' | 'Escape' | undefined
}

const NOTHING: HeldText = { text: '', end: undefined }

let held = NOTHING
/** Pressed after the end of the text, before the field could act on it. */
let later: KeyStroke[] = []
let holding: AbortController | undefined

/** Holds keys back until they are taken. */
export function holdKeys(): void {
  if (holding) return
  held = NOTHING
  holding = new AbortController()
  window.addEventListener('keydown', hold, { capture: true, signal: holding.signal })
}

function hold(event: KeyboardEvent): void {
  if (event.isComposing) return
  const next = typeOn(held, event)
  if (next) held = next
  else if (held.end !== undefined && writeKeys(event) !== undefined) later.push(copyOf(event))
  else return
  event.preventDefault()
  event.stopImmediatePropagation()
}

/** Ends the holding; returns what was typed. What was pressed after it waits for giveBack. */
export function takeKeys(): HeldText {
  const taken = held
  holding?.abort()
  holding = undefined
  held = NOTHING
  return taken
}

/** The field is gone again: the page has the keys that were pressed after its end, in their order. */
export function giveBack(): void {
  const strokes = later
  later = []
  for (const stroke of strokes) {
    const event = new KeyboardEvent('keydown', { ...stroke, bubbles: true, cancelable: true })
    ;(document.activeElement ?? document.body).dispatchEvent(event)
  }
}

/** Nobody will act on what was pressed after the end: it has gone on otherwise. */
export function dropLater(): void {
  later = []
}

/** The text after one more stroke; undefined where the stroke is none of a text field's. */
export function typeOn({ text, end }: HeldText, stroke: KeyStroke): HeldText | undefined {
  if (end !== undefined || stroke.metaKey) return undefined
  // Ctrl and Alt together are the key that writes @ or { on many keyboards.
  if (stroke.ctrlKey && !stroke.altKey) return undefined
  if (stroke.key === 'Enter' || stroke.key === 'Escape') return { text, end: stroke.key }
  const signs = [...text]
  if (stroke.key === 'Backspace') return { text: signs.slice(0, -1).join(''), end }
  return [...stroke.key].length === 1 ? { text: text + stroke.key, end } : undefined
}

const copyOf = ({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyStroke): KeyStroke => ({
  key,
  shiftKey,
  altKey,
  ctrlKey,
  metaKey,
})
