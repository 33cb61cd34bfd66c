/** The one listener for keys. Text fields keep theirs, and so does a control reached by keyboard. */
import type { Command, CommandContext } from './command.ts'
import { matchKeys, type KeyStroke } from './keys.ts'

const TEXT =
  'textarea, select, [contenteditable="true"], input:not([type=checkbox], [type=radio], [type=button])'
const PRESSED_BY_SPACE =
  'button, a, summary, input, [role=tab], [role=button], [role=menuitem], [role=option]'
const MOVED_BY_ARROWS =
  '[role=tab], [role=slider], [role=separator], [role=menu], [role=listbox], [role=radiogroup]'

/** The command a stroke stands for, among those possible now. */
export const findCommand = (
  commands: readonly Command[],
  stroke: KeyStroke & { readonly repeat?: boolean },
  context: CommandContext,
): Command | undefined =>
  commands.find(
    (command) =>
      command.keys.some((keys) => matchKeys(keys, stroke)) &&
      (stroke.repeat !== true || command.repeats === true) &&
      (command.when?.(context) ?? true),
  )

/** Whether the element that has the focus needs this key itself. */
export function isTaken(target: Element, key: string, byKeyboard: boolean): boolean {
  if (target.closest(TEXT)) return true
  if (!byKeyboard) return false
  if (key === ' ' || key === 'Enter') return target.closest(PRESSED_BY_SPACE) !== null
  return /^(Arrow|Home|End)/.test(key) && target.closest(MOVED_BY_ARROWS) !== null
}

/** Listens until the returned function is called. `commands` and `context` are asked at each stroke. */
export function listenToKeys(commands: () => readonly Command[], context: () => CommandContext): () => void {
  const controller = new AbortController()
  const { signal } = controller
  let byKeyboard = true

  window.addEventListener('pointerdown', () => (byKeyboard = false), { signal, capture: true })
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Tab') byKeyboard = true
      if (event.defaultPrevented || event.isComposing) return
      const target = event.target instanceof Element ? event.target : document.body
      const isHeld = event.ctrlKey || event.metaKey
      const command = findCommand(commands(), event, context())
      if (!command) return
      const worksEverywhere = command.id === 'palette' && isHeld
      if (
        !worksEverywhere &&
        (isTaken(target, event.key, byKeyboard) || document.querySelector('[aria-modal=true]'))
      )
        return
      event.preventDefault()
      command.run(context())
    },
    { signal },
  )
  return () => controller.abort()
}
