/** The key a command has now, as a key cap; nothing to press is said so. */
import { formatKeys } from '../commands/keys.ts'
import { useCommand } from '../commands/useCommands.ts'

export function CommandKey({ id }: { readonly id: string }) {
  const [keys] = useCommand(id).keys
  return keys === undefined ? <span className="faint">(no key)</span> : <kbd>{formatKeys(keys)}</kbd>
}
