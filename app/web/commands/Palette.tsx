/** Ctrl K: everything by name. Its own chunk, loaded at the first call. */
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.css'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { personColor } from '../theme/people.ts'
import classes from './commands.module.css'
import { setPaletteOpen } from './commandStore.ts'
import { dropLater, giveBack, takeKeys } from './heldKeys.ts'
import { Keys } from './Keys.tsx'
import type { PaletteItem } from './palette.types.ts'
import { rememberChoice } from './recentStore.ts'
import { usePaletteItems } from './usePaletteItems.ts'

interface PaletteProps {
  readonly calls: number
}

const LIST = 'palette-list'
const [store, spotlight] = createSpotlight()

function choose(item: PaletteItem): void {
  if (!item.id.startsWith('moment:')) rememberChoice(item.id)
  item.run()
}

/** Enter takes the row that is selected: there is one wherever something is found. */
function selectFirst(): void {
  const list = document.getElementById(LIST)
  if (!list || list.querySelector('[data-selected]')) return
  list.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  store.updateState((state) => ({ ...state, selected: 0 }))
}

export function Palette({ calls }: PaletteProps) {
  const [query, setQuery] = useState('')
  /** The text that Enter was pressed for before a row was there to take. */
  const [entered, setEntered] = useState<string>()
  /** It was closed by what was held back for it: what was pressed after that is still to be done. */
  const isDone = useRef(false)
  const items = usePaletteItems(query)
  const groups = [...new Set(items.map((item) => item.group))]

  useEffect(() => {
    if (calls > 0) spotlight.open()
  }, [calls])
  useLayoutEffect(() => {
    if (query !== '' && items.length > 0) selectFirst()
  }, [query, items])
  useEffect(() => {
    const first = items[0]
    if (entered !== query || query === '' || !first) return
    isDone.current = true
    choose(first)
    spotlight.close()
  }, [entered, items, query])

  const change = (text: string): void => {
    setQuery(text)
    setEntered(undefined)
  }
  const takeTyped = (): void => {
    setPaletteOpen(true)
    const { text, end } = takeKeys()
    if (text !== '') setQuery(text)
    if (end === 'Enter') setEntered(text)
    if (end !== 'Escape') return
    isDone.current = true
    spotlight.close()
  }

  const leave = (): void => {
    setPaletteOpen(false)
    setEntered(undefined)
    if (isDone.current) giveBack()
    else dropLater()
    isDone.current = false
  }

  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={change}
      onSpotlightClose={leave}
      shortcut={null}
      // The modal would hear Escape before those who hold the keys until the field is there.
      closeOnEscape={false}
      onKeyDown={(event) => {
        if (event.key === 'Escape') spotlight.close()
      }}
      scrollable
      maxHeight="min(440px, 70vh)"
      size={620}
      yOffset="12vh"
      // A picture of it coming and going would take keys that are typed meanwhile.
      transitionProps={{ duration: 0 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.5 }}
      attributes={{ content: { 'aria-label': 'Find' } }}
      classNames={{ content: classes.palette! }}
    >
      <Spotlight.Search
        placeholder="Find people, events, commands, a time"
        leftSection={<IconSearch size={16} />}
        aria-label="Find"
        onFocus={takeTyped}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && items.length === 0) setEntered(query)
        }}
      />
      <Spotlight.ActionsList id={LIST}>
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

const PaletteRow = ({ item }: { readonly item: PaletteItem }) => (
  <Spotlight.Action onClick={() => choose(item)} className={classes.action}>
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
