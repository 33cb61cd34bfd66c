/** What one can do with a session of the list, at the pointer or below its row. */
import { Menu } from '@mantine/core'
import { IconExternalLink, IconHeartbeat, IconLink, IconPlayerPlay } from '@tabler/icons-react'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { CommandItem } from '../commands/CommandItem.tsx'
import { sessionHref } from './sessionColumns.tsx'
import type { Point } from './SessionRow.tsx'
import classes from './sessions.module.css'

interface RowMenuProps {
  readonly session: SessionSummary
  readonly at: Point
  readonly onOpen: () => void
  readonly onHealth: () => void
  readonly onCopyLink: () => void
  readonly onClose: () => void
}

export function RowMenu({ session, at, onOpen, onHealth, onCopyLink, onClose }: RowMenuProps) {
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-start"
      offset={0}
      width={264}
      withinPortal
      returnFocus
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={`What one can do with ${session.roomName}`}
          className={classes.anchor}
          style={{ left: at.x, top: at.y }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={session.roomName}>
        <Menu.Label>{session.roomName}</Menu.Label>
        <CommandItem command="list.open" icon={<IconPlayerPlay size={14} />} onClick={onOpen}>
          Open
        </CommandItem>
        <Menu.Item
          component="a"
          href={sessionHref(session)}
          target="_blank"
          leftSection={<IconExternalLink size={14} />}
        >
          Open in a new tab
        </Menu.Item>
        <CommandItem command="list.health" icon={<IconHeartbeat size={14} />} onClick={onHealth}>
          Health: who, what, when
        </CommandItem>
        <Menu.Divider />
        <CommandItem command="list.link" icon={<IconLink size={14} />} onClick={onCopyLink}>
          Copy link
        </CommandItem>
      </Menu.Dropdown>
    </Menu>
  )
}
