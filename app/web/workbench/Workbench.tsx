/** The workbench of one session: stage and side panel above, transport and timeline below, one player for all. */
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Group, Panel, Separator, useDefaultLayout, useGroupRef } from 'react-resizable-panels'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { MarkLayer } from '../annotations/MarkLayer.tsx'
import { offerWorkbench } from '../commands/commandStore.ts'
import { createShuttle } from '../commands/shuttle.ts'
import { WithholdLayer } from '../details/WithholdLayer.tsx'
import { useLog } from '../logs/useLog.ts'
import { useLogMatches } from '../logs/useLogMatches.ts'
import { LayoutSwitch } from '../playback/LayoutSwitch.tsx'
import type { Player } from '../playback/player.types.ts'
import { Stage } from '../playback/Stage.tsx'
import { TrialBar } from '../playback/TrialBar.tsx'
import { createStageStore } from '../playback/stageStore.ts'
import { TransportBar } from '../playback/TransportBar.tsx'
import { RenditionChip } from '../renditions/RenditionChip.tsx'
import type { SessionRenditions } from '../renditions/renditions.ts'
import { useRenditions } from '../renditions/useRenditions.ts'
import { Hint } from '../widgets/Hint.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { EngineNote } from './EngineNote.tsx'
import { SegmentEdit } from './SegmentEdit.tsx'
import { SessionBar } from './SessionBar.tsx'
import { SidePanel } from './SidePanel.tsx'
import { TimelinePane } from './TimelinePane.tsx'
import { usePlaybackRun } from './usePlaybackRun.ts'
import { useUndo } from './useUndo.ts'
import { usePlayer } from './usePlayer.ts'
import { copyMomentLink, useUrl } from './useUrl.ts'
import { parseMoment } from './urlState.ts'
import classes from './workbench.module.css'
import { createWorkbenchStore, type WorkbenchStore } from './workbenchStore.ts'

const ExportDialog = lazy(async () => ({
  default: (await import('../exports/ExportDialog.tsx')).ExportDialog,
}))

/** The panes as they begin, % of their group. */
const FIRST_PANES = { rows: { top: 47, bottom: 53 }, columns: { stage: 71, side: 29 } }

interface WorkbenchProps {
  readonly session: SessionDetail
  readonly mediaOrigin: string
}

export function Workbench({ session, mediaOrigin }: WorkbenchProps) {
  const [first] = useState(() => parseMoment(location.search, session))
  const [store] = useState(() => createWorkbenchStore(first.view))
  const renditions = useRenditions(session, mediaOrigin)
  const player = usePlayer(session, { mediaOrigin, renditions, startUs: first.t })
  useEffect(() => {
    document.title = `${session.roomName} – Lockstep`
  }, [session.roomName])
  if (!player || !renditions) return null
  return <OpenWorkbench session={session} player={player} renditions={renditions} store={store} />
}

interface OpenProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly renditions: SessionRenditions
  readonly store: WorkbenchStore
}

function OpenWorkbench({ session, player, renditions, store }: OpenProps) {
  const filterRef = useRef<HTMLInputElement>(null)
  const [exporting, setExporting] = useState(false)
  const [stage] = useState(createStageStore)
  const segment = useStore(store, (state) => state.segment)
  const { setSegment } = store.getState()
  const log = useLog(session.sessionId, session.logCount).data
  const rows = useRemembered('lockstep.rows')
  const columns = useRemembered('lockstep.columns')
  const [rowsRef, columnsRef] = [useGroupRef(), useGroupRef()]
  const openExport = useCallback(() => setExporting(true), [])

  useLogMatches(session, store, log)
  useUrl(session, player, store)
  useUndo(store)
  usePlaybackRun(session, player)
  useIdleSignal(useStore(player.state, (state) => state.idle))
  useEffect(() => {
    window.lockstep = { player, session }
    const withdraw = offerWorkbench({
      session,
      player,
      store,
      shuttle: createShuttle(player),
      stage,
      hoverLane: () => stage.getState().hover,
      openExport,
      copyLink: () => void copyMomentLink(player, store),
      resetPanes: () => {
        rowsRef.current?.setLayout(FIRST_PANES.rows)
        columnsRef.current?.setLayout(FIRST_PANES.columns)
      },
      focusFilter: () => {
        // At once: the next key a person types belongs to the filter already.
        flushSync(() => store.getState().setTab('log'))
        filterRef.current?.select()
      },
    })
    return () => {
      withdraw()
      delete window.lockstep
    }
  }, [session, player, store, stage, openExport, rowsRef, columnsRef])

  return (
    <>
      <SessionBar session={session} onAlignment={() => store.getState().setTab('details')} />
      <EngineNote player={player} />
      <TrialBar sessionId={session.sessionId} />
      <main className={classes.place}>
        <h1 className="visuallyHidden">{session.roomName}</h1>
        <Group id="rows" groupRef={rowsRef} orientation="vertical" {...rows}>
          <Panel id="top" defaultSize="47%" minSize="160px" className={classes.pane}>
            <Group id="columns" groupRef={columnsRef} orientation="horizontal" {...columns}>
              <Panel id="stage" minSize="280px" className={classes.pane}>
                <Hint id="stage" />
                <Stage session={session} player={player} store={store} stage={stage} />
              </Panel>
              <Separator className={classes.columnLine} aria-label="Width of the side panel" />
              <Panel id="side" defaultSize="29%" minSize="240px" collapsible className={classes.pane}>
                <SidePanel
                  session={session}
                  player={player}
                  renditions={renditions}
                  store={store}
                  filterRef={filterRef}
                />
              </Panel>
            </Group>
          </Panel>
          <Separator className={classes.rowLine} aria-label="Height of the timeline" />
          <Panel id="bottom" minSize="180px" className={classes.pane}>
            <TransportBar
              session={session}
              player={player}
              segment={segment}
              onExport={openExport}
              proxies={<RenditionChip session={session} renditions={renditions} />}
              layoutSwitch={<LayoutSwitch session={session} store={store} />}
              segmentEditor={
                segment && (
                  <SegmentEdit segment={segment} durationUs={session.durationUs} onSegment={setSegment} />
                )
              }
            />
            <MarkLayer session={session} store={store} />
            <TimelinePane session={session} player={player} store={store} stage={stage} log={log} />
          </Panel>
        </Group>
      </main>
      <WithholdLayer session={session} />
      <Suspense fallback={null}>
        {exporting && (
          <ExportDialog
            session={session}
            player={player}
            segment={segment}
            onSegment={setSegment}
            onClose={() => setExporting(false)}
          />
        )}
      </Suspense>
    </>
  )
}

/** Pane sizes as a person left them. */
function useRemembered(id: string) {
  return useDefaultLayout({ id, storage: localStorage })
}
