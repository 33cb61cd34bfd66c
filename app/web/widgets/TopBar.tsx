/** The bar over every place: where one is, what belongs to it, find, theme, keys. */
import { ActionIcon } from '@mantine/core'
import { IconSearch, IconSettings } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { CommandTip } from '../commands/CommandTip.tsx'
import { openKeys, openPalette } from '../commands/commandStore.ts'
import { formatKeys } from '../commands/keys.ts'
import { useCommand } from '../commands/useCommands.ts'
import { MoreMenu } from './MoreMenu.tsx'
import { Places } from './Places.tsx'
import { ThemeSwitch } from './ThemeSwitch.tsx'
import classes from './topBar.module.css'

const PLACES = [
  ['/', 'Sessions'],
  ['/query', 'Query'],
  ['/exports', 'Exports'],
] as const

/** With `children`: a breadcrumb and its chips; without: the places. */
export function TopBar({ children }: { readonly children?: ReactNode }) {
  const findKey = useCommand('palette').keys[0]
  const [location] = useLocation()
  return (
    <header className={classes.bar}>
      <Link href="/" className={classes.brand}>
        Lockstep
      </Link>
      {children ?? <Places of={PLACES} />}
      <span className="grow" />
      <CommandTip command="palette">
        <button
          type="button"
          className={classes.find}
          onClick={openPalette}
          aria-label="Find people, events, commands"
        >
          <IconSearch size={16} stroke={1.7} aria-hidden />
          <span className="cut">Find people, events, commands</span>
          {findKey !== undefined && <kbd aria-hidden>{formatKeys(findKey)}</kbd>}
        </button>
      </CommandTip>
      <div className={classes.tools}>
        <CommandTip command="theme">
          <ThemeSwitch className={classes.theme} />
        </CommandTip>
        <CommandTip command="go.settings" label="Settings">
          <ActionIcon
            component={Link}
            href="/settings"
            aria-label="Settings"
            aria-current={location === '/settings' ? 'page' : undefined}
          >
            <IconSettings size={16} stroke={1.7} />
          </ActionIcon>
        </CommandTip>
        <MoreMenu />
        <CommandTip command="keys">
          <ActionIcon aria-label="Show all keys" onClick={openKeys} size="sm">
            <kbd aria-hidden>?</kbd>
          </ActionIcon>
        </CommandTip>
      </div>
    </header>
  )
}
