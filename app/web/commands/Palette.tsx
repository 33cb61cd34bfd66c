/** Ctrl K: everything by name. Its own chunk, loaded at the first call. */
import { spotlight, Spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.css'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { useSessions } from '../api/queries.ts'
import { personColor } from '../theme/people.ts'
import classes from './commands.module.css'
import { commandStore } from './commandStore.ts'
import { commandContext } from './context.ts'
import { Keys } from './Keys.tsx'
import { findItems, type PaletteItem } from './paletteItems.ts'
import { useCommands } from './useCommands.ts'

interface PaletteProps {
  readonly calls: number
}

export function Palette({ calls }: PaletteProps) {
  const [query, setQuery] = useState('')
  const sessions = useSessions().data
  const commands = useCommands()
  const list = useStore(commandStore, (state) => state.list)
  const workbench = useStore(commandStore, (state) => state.workbench)

  useEffect(() => {
    if (calls > 0) spotlight.open()
  }, [calls])

  const items = useMemo(() => {
    const context = { ...commandContext(), list, workbench }
    return findItems({ query, commands, context, sessions: sessions ?? [] })
  }, [query, commands, list, workbench, sessions])
  const groups = [...new Set(items.map((item) => item.group))]

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight={420}
      size={620}
      overlayProps={{ blur: 0, backgroundOpacity: 0.5 }}
      attributes={{ content: { 'aria-label': 'Find' } }}
    >
      <Spotlight.Search
        placeholder="Find people, events, commands, a time"
        leftSection={<IconSearch size={16} />}
        aria-label="Find"
      />
      <Spotlight.ActionsList>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {items
              .filter((item) => item.group === group)
              .map((item) => (
                <PaletteRow key={item.id} item={item} />
              ))}
          </Spotlight.ActionsGroup>
        ))}
        {items.length === 0 && <Spotlight.Empty>Nothing by that name</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function PaletteRow({ item }: { readonly item: PaletteItem }) {
  return (
    <Spotlight.Action onClick={item.run} className={classes.action}>
      <span className={classes.item}>
        {item.person !== undefined && (
          <span className={classes.dot} style={{ background: personColor(item.person) }} />
        )}
        <span className="cut">{item.label}</span>
        {item.keys ? (
          <span className={classes.note}>
            <Keys keys={item.keys.slice(0, 2)} />
          </span>
        ) : (
          <span className={classes.note}>{item.note}</span>
        )}
      </span>
    </Spotlight.Action>
  )
}
