/** What can be done from every place, by mouse: rows of the table of commands. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { CommandItem } from '../commands/CommandItem.tsx'

const GO = ['go.sessions', 'go.query', 'go.exports', 'go.settings']
const IN_SESSION = ['go.workbench', 'go.health', 'go.clocks', 'view.panes']
const EDIT = ['undo', 'redo', 'view.link']
const LOOK = ['theme', 'zone.next', 'times.swap']

export function MoreMenu() {
  const [opened, setOpened] = useState(false)
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={320}>
      <Menu.Target>
        <Tooltip label="More" disabled={opened}>
          <ActionIcon aria-label="More">
            <IconDots size={16} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Places</Menu.Label>
        {GO.map((id) => (
          <CommandItem key={id} command={id} />
        ))}
        {IN_SESSION.map((id) => (
          <CommandItem key={id} command={id} onlyIfPossible />
        ))}
        <Menu.Divider />
        {EDIT.map((id) => (
          <CommandItem key={id} command={id} />
        ))}
        <Menu.Divider />
        {LOOK.map((id) => (
          <CommandItem key={id} command={id} />
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
