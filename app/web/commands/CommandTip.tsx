/** A tooltip with a command's name and key, both from the table. */
import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'
import classes from './commands.module.css'
import { formatKeys } from './keys.ts'
import { getCommand } from './table.ts'

export function CommandTip({
  command,
  children,
}: {
  readonly command: string
  readonly children: ReactElement
}) {
  const { name, keys } = getCommand(command)
  return (
    <Tooltip
      label={
        <span className={classes.tip}>
          {name} <kbd>{formatKeys(keys[0]!)}</kbd>
        </span>
      }
    >
      {children}
    </Tooltip>
  )
}
