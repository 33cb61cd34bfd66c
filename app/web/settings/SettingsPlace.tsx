/** The settings of this browser; the section that is shown is in the URL. */
import { Tabs } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useEffect, type ComponentType } from 'react'
import { useLocation, useSearch } from 'wouter'
import { TopBar } from '../widgets/TopBar.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { AboutSection } from './AboutSection.tsx'
import { ClockSection } from './ClockSection.tsx'
import { HintsSection } from './HintsSection.tsx'
import { KeysSection } from './KeysSection.tsx'
import { LookSection } from './LookSection.tsx'
import classes from './settings.module.css'

const SECTIONS: readonly (readonly [id: string, name: string, view: ComponentType])[] = [
  ['times', 'Times', ClockSection],
  ['look', 'Look', LookSection],
  ['keys', 'Keys', KeysSection],
  ['hints', 'Hints', HintsSection],
  ['about', 'About', AboutSection],
]

export function SettingsPlace() {
  const [, navigate] = useLocation()
  const asked = new URLSearchParams(useSearch()).get('section')
  const [shown] = SECTIONS.find(([id]) => id === asked) ?? SECTIONS[0]!
  const isNarrow = useMediaQuery('(max-width: 760px)')
  useIdleSignal(true)
  useEffect(() => {
    document.title = 'Settings – Lockstep'
  }, [])
  return (
    <>
      <TopBar />
      <main className={classes.place}>
        <h1>Settings</h1>
        <Tabs
          value={shown}
          onChange={(id) => id !== null && navigate(`/settings?section=${id}`, { replace: true })}
          orientation={isNarrow ? 'horizontal' : 'vertical'}
          keepMounted={false}
          variant="pills"
          className={classes.tabs}
          classNames={{
            list: classes.list,
            tab: classes.tab,
            tabLabel: classes.tabLabel,
            panel: classes.panel,
          }}
        >
          <Tabs.List aria-label="Sections">
            {SECTIONS.map(([id, name]) => (
              <Tabs.Tab key={id} value={id}>
                {name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {SECTIONS.map(([id, name, View]) => (
            <Tabs.Panel key={id} value={id}>
              <h2>{name}</h2>
              <View />
            </Tabs.Panel>
          ))}
        </Tabs>
      </main>
    </>
  )
}
