/** The open clock view: changes above, graph and evidence beside each other, every recording below. */
import { useEffect, useRef } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import type { ClockGraph } from '../../../core/protocol/clock.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { offerClocks } from '../commands/commandStore.ts'
import { forgetEdits } from '../commands/undoStore.ts'
import { useZone } from '../settings/useZone.ts'
import { Crumb } from '../widgets/Crumb.tsx'
import { Chip } from '../widgets/Chip.tsx'
import { TopBar } from '../widgets/TopBar.tsx'
import { AlignBar } from './AlignBar.tsx'
import { ClockTools } from './ClockTools.tsx'
import { toggleMute } from './draft.ts'
import { changeDraft } from './draftStore.ts'
import { EdgesPane } from './EdgesPane.tsx'
import { EvidencePane } from './EvidencePane.tsx'
import { isMuted } from './edges.ts'
import { MarkPane, type MarkHandle } from './MarkPane.tsx'
import { RecordingTable } from './RecordingTable.tsx'
import { useAligning } from './useAligning.ts'
import { useChanges } from './useChanges.ts'
import { useClockBoard } from './useClockBoard.ts'
import { useEdgeSound } from './useEdgeSound.ts'
import { describeGroup } from './words.ts'
import classes from './clocks.module.css'

interface ClockBoardProps {
  readonly graph: ClockGraph
  readonly session: SessionDetail
  readonly mediaOrigin: string
}

export function ClockBoard({ graph, session, mediaOrigin }: ClockBoardProps) {
  const { sessionId } = session
  const board = useClockBoard(graph, session)
  const zone = useZone(session.zone)
  const { view, setView, chosen, draft, edits, changes, moves } = board
  const written = useChanges({ graph: board.graph, sessionId, draft, edits, changes, moves })
  const aligning = useAligning(session, board.base)
  const sound = useEdgeSound(board, mediaOrigin)
  const markRef = useRef<MarkHandle>(null)
  const evidenceRef = useRef<HTMLElement>(null)
  const rows = useDefaultLayout({ id: 'lockstep.clocks.rows', storage: localStorage })
  const columns = useDefaultLayout({ id: 'lockstep.clocks.columns', storage: localStorage })
  const group = describeGroup(board.graph)

  const mute = (): void => {
    if (!chosen) return
    const name = isMuted(chosen, edits) ? 'let an edge speak' : 'mute an edge'
    changeDraft(sessionId, name, (before) => toggleMute(before, chosen))
    // What is shown stays, also where it was shown for being the first.
    setView({ edge: chosen.edgeId })
  }
  useEffect(() =>
    offerClocks({
      step: (by) => {
        const at = board.shown.findIndex(({ edge }) => edge.edgeId === chosen?.edgeId)
        const next = board.shown[at < 0 ? (by > 0 ? 0 : board.shown.length - 1) : at + by]
        if (next) setView({ edge: next.edge.edgeId, mark: undefined })
      },
      open: () => evidenceRef.current?.focus(),
      mute,
      hear: sound.hearing.toggle,
      mark: () => setView({ mark: view.mark ? undefined : ['', ''] }),
      align: aligning.start,
      preview: written.preview,
      apply: () => {
        if (changes > 0 && !written.apply.isPending) written.apply.mutate()
      },
      switchView: () => setView({ list: view.list === 'graph' ? 'table' : 'graph' }),
      scrub: view.mark ? (frames) => markRef.current?.step(frames) : undefined,
    }),
  )
  useEffect(() => forgetEdits, [])

  return (
    <>
      <TopBar>
        <Crumb sessionId={sessionId} roomName={session.roomName} place="Clocks" />
        <Chip
          dot={group.tone}
          title="Recordings that content links with each other; the expected error between two that play together"
        >
          {group.text}
        </Chip>
      </TopBar>
      <main className={classes.place} aria-label="Clocks">
        <h1 className="visuallyHidden">Clocks of {session.roomName}</h1>
        <ClockTools board={board} zone={zone} aligning={aligning} written={written} />
        <AlignBar aligning={aligning} />
        <Group id="clocks" orientation="vertical" {...rows}>
          <Panel id="clock-top" defaultSize="54%" minSize="220px" className={classes.pane}>
            <Group id="clock-columns" orientation="horizontal" {...columns}>
              <Panel id="clock-edges" defaultSize="43%" minSize="300px" className={classes.pane}>
                <EdgesPane board={board} />
              </Panel>
              <Separator className={classes.columnLine} aria-label="Width of the edges" />
              <Panel id="clock-evidence" minSize="340px" className={classes.pane}>
                {view.mark ? (
                  <MarkPane
                    ref={markRef}
                    board={board}
                    pair={view.mark}
                    mediaOrigin={mediaOrigin}
                    zone={zone}
                  />
                ) : (
                  <EvidencePane
                    ref={evidenceRef}
                    board={board}
                    sound={sound}
                    zone={zone}
                    aligning={aligning}
                    onMute={mute}
                  />
                )}
              </Panel>
            </Group>
          </Panel>
          <Separator className={classes.rowLine} aria-label="Height of the recordings" />
          <Panel id="clock-recordings" minSize="120px" className={classes.pane}>
            <RecordingTable board={board} zone={zone} />
          </Panel>
        </Group>
      </main>
    </>
  )
}
