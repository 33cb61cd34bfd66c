/** What a control's tooltip says: its name, and the key that does the same now. */
import { formatKeys } from '../commands/keys.ts'
import { useCommand } from '../commands/useCommands.ts'

/** `Mute (8)`; the name alone where the command has no key. */
export function useKeyHint(command: string, name: string): string {
  const [first] = useCommand(command).keys
  return first === undefined ? name : `${name} (${formatKeys(first)})`
}
