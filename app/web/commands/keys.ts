/**
 * Keys as text: `Space`, `j`, `Shift+ArrowLeft`, `Mod+k`, `?`. Mod is Ctrl, or ⌘ on a Mac.
 * A letter needs Shift exactly as written; any other sign is matched as typed, whatever the layout needs for it.
 */
export interface KeyStroke {
  readonly key: string
  readonly shiftKey: boolean
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

const isLetter = (key: string): boolean => /^\p{L}$/u.test(key)
const isSign = (key: string): boolean => key.length === 1 && !isLetter(key)

/** Whether a stroke is the combination written in `keys`. */
export function matchKeys(keys: string, stroke: KeyStroke): boolean {
  const parts = splitKeys(keys)
  const key = parts.at(-1)!
  const wants = (modifier: string): boolean => parts.slice(0, -1).includes(modifier)
  const pressed = stroke.key === ' ' ? 'Space' : stroke.key
  if (pressed.toLowerCase() !== key.toLowerCase()) return false
  if (wants('Alt') !== stroke.altKey) return false
  if (wants('Mod') !== (stroke.ctrlKey || stroke.metaKey)) return false
  return isSign(key) && !wants('Shift') ? true : wants('Shift') === stroke.shiftKey
}

/** Whether two combinations are the same stroke, however they are written. */
export const sameKeys = (a: string, b: string): boolean => asStroke(a) === asStroke(b)

function asStroke(keys: string): string {
  const parts = splitKeys(keys)
  const key = parts.at(-1)!
  const held = parts.slice(0, -1).filter((modifier) => modifier !== 'Shift' || !isSign(key))
  return [...held.toSorted(), key.toLowerCase()].join(' ')
}

const MODIFIERS = [
  'Control',
  'Shift',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Unidentified',
  'Process',
]

/** A stroke as it is written in the table; undefined while only modifiers are held. */
export function writeKeys(stroke: KeyStroke): string | undefined {
  if (MODIFIERS.includes(stroke.key)) return undefined
  const key = stroke.key === ' ' ? 'Space' : isLetter(stroke.key) ? stroke.key.toLowerCase() : stroke.key
  const held = [
    ...(stroke.ctrlKey || stroke.metaKey ? ['Mod'] : []),
    ...(stroke.altKey ? ['Alt'] : []),
    ...(stroke.shiftKey && !isSign(key) ? ['Shift'] : []),
  ]
  return [...held, key].join('+')
}

/** `Ctrl++` and `+` hold the sign that joins, so it is not a plain split. */
function splitKeys(keys: string): string[] {
  if (keys === '+') return ['+']
  return keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+')
}

const isMac = (globalThis.navigator?.platform ?? '').startsWith('Mac')

const NAMES: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Mod: isMac ? '⌘' : 'Ctrl',
  Escape: 'Esc',
  '-': '−',
}

/** A combination as a person reads it: `Shift ←`, `Ctrl K`. */
export const formatKeys = (keys: string): string =>
  splitKeys(keys)
    .map((part) => NAMES[part] ?? (isLetter(part) ? part.toUpperCase() : part))
    .join(' ')
