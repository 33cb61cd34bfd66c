/** The bar over the capture pages: the workbench's, without what only the workbench can do. */
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link, useSearch } from 'wouter'
import { useStore } from 'zustand'
import { Places } from '../widgets/Places.tsx'
import { ThemeSwitch } from '../widgets/ThemeSwitch.tsx'
import bar from '../widgets/topBar.module.css'
import classes from './bar.module.css'
import { placeHref } from './projects.ts'
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
  const search = useSearch()
  const hasToken = useStore(signedIn, (state) => state.bearer !== undefined)
  return (
    <header className={`${bar.bar} ${classes.bar}`}>
      {children === undefined ? (
        <>
          <Link href={placeHref('/', search)} className={bar.brand}>
            Lockstep <span className={classes.part}>capture</span>
          </Link>
          {hasToken && <Places of={PLACES.map(([path, name]) => [placeHref(path, search), name])} />}
        </>
      ) : (
        children
      )}
      <span className="grow" />
      {aside}
      <div className={bar.tools}>
        <Tooltip label="Light or dark">
          <ThemeSwitch className={classes.theme} />
        </Tooltip>
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
