/** A tooltip with a command's name and key, both from the table. */
import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'
import classes from './commands.module.css'
import { formatKeys } from './keys.ts'
import { useCommand } from './useCommands.ts'

interface CommandTipProps {
  readonly command: string
  /** Instead of the command's name, where the control says it better. */
  readonly label?: string
  readonly disabled?: boolean
  readonly children: ReactElement
}

export function CommandTip({ command, label, disabled = false, children }: CommandTipProps) {
  const { name, keys } = useCommand(command)
  const first = keys[0]
  return (
    <Tooltip
      disabled={disabled}
      label={
        <span className={classes.tip}>
          {label ?? name} {first !== undefined && <kbd>{formatKeys(first)}</kbd>}
        </span>
      }
    >
      {children}
    </Tooltip>
  )
}
