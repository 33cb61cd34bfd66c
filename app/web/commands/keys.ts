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

/** `Ctrl++` and `+` hold the sign that joins, so it is not a plain split. */
function splitKeys(keys: string): string[] {
  if (keys === '+') return ['+']
  return keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+')
}

const NAMES: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Mod: 'Ctrl',
  '-': '−',
}

/** A combination as a person reads it: `Shift ←`, `Ctrl K`. */
export const formatKeys = (keys: string): string =>
  splitKeys(keys)
    .map((part) => NAMES[part] ?? (isLetter(part) ? part.toUpperCase() : part))
    .join(' ')
