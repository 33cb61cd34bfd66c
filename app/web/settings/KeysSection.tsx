/** Keys of a person's own: press a new combination, see whom it is taken from, take it back. */
import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import { COMMANDS } from '../commands/table.ts'
import { KeyRowView } from './KeyRowView.tsx'
import { groupKeyRows, listKeyRows } from './keyRows.ts'
import classes from './settings.module.css'
import { resetKeys, settingsStore } from './settingsStore.ts'

export function KeysSection() {
  const [query, setQuery] = useState('')
  const own = useStore(settingsStore, (settings) => settings.keys)
  const rows = listKeyRows(COMMANDS, own)
  const groups = groupKeyRows(rows, query)
  const changed = rows.filter((row) => row.isOwn).length
  return (
    <>
      <div className={classes.keyTools}>
        <TextInput
          aria-label="Find a command or a key"
          placeholder="Find a command or a key"
          leftSection={<IconSearch size={14} stroke={1.7} />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <span className="muted" role="status">
          {changed === 0 ? 'All keys are as they came' : `${changed} of your own`}
        </span>
        <span className="grow" />
        <Button variant="default" disabled={changed === 0} onClick={resetKeys}>
          Reset all keys
        </Button>
      </div>
      {groups.map(([group, found]) => (
        <section key={group} aria-label={group} className={classes.keyGroup}>
          <h3>{group}</h3>
          <ul>
            {found.map((row) => (
              <KeyRowView key={row.command.id} row={row} />
            ))}
          </ul>
        </section>
      ))}
      {groups.length === 0 && <p className="muted">No command is called that.</p>}
    </>
  )
}
