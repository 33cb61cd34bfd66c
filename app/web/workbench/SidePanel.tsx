/** The side panel: tabs 1 to 6, one shown; each but the log is read when it is first shown. */
import { Tabs } from '@mantine/core'
import { lazy, Suspense, type RefObject } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { CommandTip } from '../commands/CommandTip.tsx'
import { PANEL_TABS } from '../commands/placeCommands.ts'
import { LogPanel } from '../logs/LogPanel.tsx'
import type { SessionRenditions } from '../renditions/renditions.ts'
import type { Player } from '../playback/player.types.ts'
import { Hint } from '../widgets/Hint.tsx'
import { formatCount } from '../widgets/quantities.ts'
import { useReviewed } from '../annotations/useReviewed.ts'
import classes from './workbench.module.css'
import type { PanelTab } from './workbenchState.ts'
import type { WorkbenchStore } from './workbenchStore.ts'

const AnnotationsPanel = lazy(async () => ({
  default: (await import('../annotations/AnnotationsPanel.tsx')).AnnotationsPanel,
}))
const DetailsPanel = lazy(async () => ({
  default: (await import('../details/DetailsPanel.tsx')).DetailsPanel,
}))
const FindingsPanel = lazy(async () => ({
  default: (await import('../findings/FindingsPanel.tsx')).FindingsPanel,
}))
const ExportsPanel = lazy(async () => ({
  default: (await import('../exports/ExportsPanel.tsx')).ExportsPanel,
}))
const QueryRunner = lazy(async () => ({ default: (await import('../query/QueryRunner.tsx')).QueryRunner }))

interface SidePanelProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly renditions: SessionRenditions
  readonly store: WorkbenchStore
  readonly filterRef: RefObject<HTMLInputElement | null>
}

export function SidePanel({ session, player, renditions, store, filterRef }: SidePanelProps) {
  const tab = useStore(store, (state) => state.tab)
  const recording = useStore(store, (state) => state.recording)
  const { setTab, showRecording } = store.getState()
  const marks = useReviewed(session.sessionId).set?.annotations.length ?? 0
  const counts: Partial<Record<PanelTab, number>> = {
    log: session.logCount,
    annotations: marks,
    findings: session.findingList.filter((finding) => finding.accepted === null).length,
  }
  return (
    <Tabs
      value={tab}
      onChange={(value) => value && setTab(value as PanelTab)}
      keepMounted={false}
      className={classes.side}
      classNames={{ list: classes.tabs, tab: classes.tab, panel: classes.tabPanel }}
      aria-label="Side panel"
    >
      <Tabs.List>
        {PANEL_TABS.map(([value, name]) => (
          <CommandTip key={value} command={`panel.${value}`}>
            <Tabs.Tab value={value}>
              {name}
              {counts[value] ? <sup>{formatCount(counts[value])}</sup> : null}
            </Tabs.Tab>
          </CommandTip>
        ))}
      </Tabs.List>
      <Tabs.Panel value="log">
        <Hint id="log" />
        <LogPanel session={session} player={player} store={store} filterRef={filterRef} />
      </Tabs.Panel>
      <Tabs.Panel value="annotations">
        <Hint id="annotations" />
        <Suspense fallback={null}>
          <AnnotationsPanel session={session} player={player} store={store} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="details">
        <Suspense fallback={null}>
          <DetailsPanel
            session={session}
            player={player}
            renditions={renditions}
            recordingId={recording}
            onRecording={showRecording}
          />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="findings">
        <Suspense fallback={null}>
          <FindingsPanel session={session} player={player} store={store} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="query">
        <Suspense fallback={null}>
          <QueryRunner sessionId={session.sessionId} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="exports">
        <Suspense fallback={null}>
          <ExportsPanel session={session} />
        </Suspense>
      </Tabs.Panel>
    </Tabs>
  )
}
