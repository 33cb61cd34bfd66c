/** A row of a menu that is a command: its name and key from the table, and what it does. */
import { Menu } from '@mantine/core'
import type { ReactNode } from 'react'
import { commandContext, runCommand } from './context.ts'
import { formatKeys } from './keys.ts'
import { useCommand } from './useCommands.ts'

interface CommandItemProps {
  readonly command: string
  readonly icon?: ReactNode
  /** Instead of the command's name. */
  readonly children?: ReactNode
  /** Left out where the command is not possible now, instead of shown as such. */
  readonly onlyIfPossible?: boolean
  /** Instead of running the command, where the menu is about one thing of several. */
  readonly onClick?: () => void
}

/** Disabled where the command is not possible now. */
export function CommandItem({ command: id, icon, children, onlyIfPossible, onClick }: CommandItemProps) {
  const command = useCommand(id)
  const keys = command.keys[0]
  const isPossible = onClick !== undefined || (command.when?.(commandContext()) ?? true)
  if (onlyIfPossible && !isPossible) return null
  return (
    <Menu.Item
      leftSection={icon}
      rightSection={keys === undefined ? undefined : <kbd>{formatKeys(keys)}</kbd>}
      disabled={!isPossible}
      onClick={onClick ?? (() => runCommand(id))}
    >
      {children ?? command.name}
    </Menu.Item>
  )
}
