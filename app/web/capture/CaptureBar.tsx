/** The bar over the capture pages: the workbench's, without what only the workbench can do. */
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import { colorScheme, toggleScheme } from '../theme/colorScheme.ts'
import { Places } from '../widgets/Places.tsx'
import bar from '../widgets/topBar.module.css'
import classes from './bar.module.css'
import { signedIn, signOut } from './signedIn.ts'

const PLACES = [
  ['/', 'Live wall'],
  ['/usage', 'Usage'],
] as const

interface CaptureBarProps {
  /** Instead of the places. */
  readonly children?: ReactNode
  /** At the right, before the tools. */
  readonly aside?: ReactNode
}

export function CaptureBar({ children, aside }: CaptureBarProps) {
  const hasToken = useStore(signedIn, (state) => state.bearer !== undefined)
  return (
    <header className={`${bar.bar} ${classes.bar}`}>
      {children === undefined ? (
        <>
          <Link href="/" className={bar.brand}>
            Lockstep <span className={classes.part}>capture</span>
          </Link>
          {hasToken && <Places of={PLACES} />}
        </>
      ) : (
        children
      )}
      <span className="grow" />
      {aside}
      <div className={bar.tools}>
        <ThemeSwitch />
        {hasToken && children === undefined && (
          <Tooltip label="Sign out">
            <ActionIcon aria-label="Sign out" onClick={() => signOut()}>
              <IconLogout size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </header>
  )
}

function ThemeSwitch() {
  const scheme = useStore(colorScheme, (state) => state.scheme)
  const Icon = scheme === 'dark' ? IconSun : IconMoon
  const label = scheme === 'dark' ? 'Use the light theme' : 'Use the dark theme'
  return (
    <Tooltip label={label}>
      <ActionIcon className={classes.theme} aria-label={label} onClick={toggleScheme}>
        <Icon size={16} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  )
}
