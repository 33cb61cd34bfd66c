/** Ctrl K: everything by name. Its own chunk, loaded at the first call. */
import { spotlight, Spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.css'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { personColor } from '../theme/people.ts'
import classes from './commands.module.css'
import { Keys } from './Keys.tsx'
import type { PaletteItem } from './palette.types.ts'
import { rememberChoice } from './recentStore.ts'
import { usePaletteItems } from './usePaletteItems.ts'

interface PaletteProps {
  readonly calls: number
}

export function Palette({ calls }: PaletteProps) {
  const [query, setQuery] = useState('')
  const items = usePaletteItems(query)
  const groups = [...new Set(items.map((item) => item.group))]

  useEffect(() => {
    if (calls > 0) spotlight.open()
  }, [calls])

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight="min(440px, 70vh)"
      size={620}
      yOffset="12vh"
      overlayProps={{ blur: 0, backgroundOpacity: 0.5 }}
      attributes={{ content: { 'aria-label': 'Find' } }}
      classNames={{ content: classes.palette! }}
    >
      <Spotlight.Search
        placeholder="Find people, events, commands, a time"
        leftSection={<IconSearch size={16} />}
        aria-label="Find"
      />
      <Spotlight.ActionsList>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group} label={group} className={classes.paletteGroup}>
            {items
              .filter((item) => item.group === group)
              .map((item) => (
                <PaletteRow key={item.id} item={item} />
              ))}
          </Spotlight.ActionsGroup>
        ))}
        {items.length === 0 && (
          <Spotlight.Empty>Nothing is called that, and it is no time of this session</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
      <Spotlight.Footer className={classes.paletteFoot}>
        A time goes there: <code>11:24</code> <code>15:42:03</code> <code>+10s</code> <code>frame 20531</code>
      </Spotlight.Footer>
    </Spotlight.Root>
  )
}

function PaletteRow({ item }: { readonly item: PaletteItem }) {
  const choose = (): void => {
    if (!item.id.startsWith('moment:')) rememberChoice(item.id)
    item.run()
  }
  return (
    <Spotlight.Action onClick={choose} className={classes.action}>
      <span className={classes.item}>
        {item.person !== undefined && (
          <span className={classes.dot} style={{ background: personColor(item.person) }} />
        )}
        <span className="cut">{item.label}</span>
        <span className={classes.note}>
          {item.keys?.length ? <Keys keys={item.keys.slice(0, 2)} /> : item.note}
        </span>
      </span>
    </Spotlight.Action>
  )
}
