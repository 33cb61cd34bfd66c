/** What the chosen edge rests on: to see, to hear, to mute. Without one: what aligning does. */
import { Button, Skeleton } from '@mantine/core'
import { IconEar, IconPlayerStop, IconVolumeOff } from '@tabler/icons-react'
import type { Ref } from 'react'
import { CommandTip } from '../commands/CommandTip.tsx'
import { Chip } from '../widgets/Chip.tsx'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { isMuted, recordingOf } from './edges.ts'
import { EdgeFacts } from './EdgeFacts.tsx'
import { EdgeSiblings } from './EdgeSiblings.tsx'
import { HearBar } from './HearBar.tsx'
import { MatchPlots } from './MatchPlots.tsx'
import { NoEdge } from './NoEdge.tsx'
import type { Aligning } from './useAligning.ts'
import type { Board } from './useClockBoard.ts'
import type { EdgeSound } from './useEdgeSound.ts'
import { formatSure, nameEdge, nameKind } from './words.ts'
import classes from './clocks.module.css'

interface EvidencePaneProps {
  readonly board: Board
  readonly sound: EdgeSound
  readonly zone: string
  readonly aligning: Aligning
  readonly onMute: () => void
  readonly ref: Ref<HTMLElement>
}

export function EvidencePane({ board, sound, zone, aligning, onMute, ref }: EvidencePaneProps) {
  const { chosen, graph, edits } = board
  if (!chosen) return <NoEdge board={board} aligning={aligning} ref={ref} />
  const { evidence, hearing, pair } = sound
  const muted = isMuted(chosen, edits)
  const isMatch = chosen.kind === 'audio_match' || recordingOf(chosen.to) !== undefined
  const { data } = evidence
  const windows = data?.windows ?? []
  const agreeing = windows.filter((window) => window.agrees).length
  const acts = (
    <>
      <span className="grow" />
      {pair && (
        <CommandTip command="clocks.hear">
          <Button
            variant="default"
            leftSection={
              hearing.isPlaying ? <IconPlayerStop size={14} /> : <IconEar size={14} stroke={1.7} />
            }
            onClick={hearing.toggle}
          >
            {hearing.isPlaying ? 'Stop' : 'Hear both'}
          </Button>
        </CommandTip>
      )}
      <CommandTip command="clocks.mute">
        <Button
          variant="default"
          leftSection={<IconVolumeOff size={14} stroke={1.7} />}
          aria-pressed={muted}
          onClick={onMute}
        >
          {muted ? 'Let it speak' : 'Mute edge'}
        </Button>
      </CommandTip>
    </>
  )
  return (
    <section className={classes.evidencePane} aria-labelledby="edge-title" ref={ref} tabIndex={-1}>
      <header className={classes.paneHead}>
        <h2 id="edge-title">{nameEdge(graph, chosen)}</h2>
        <Chip>
          {nameKind(chosen.kind)}
          {windows.length > 0 && `, ${agreeing} of ${windows.length} windows`}
        </Chip>
        <Chip title="One standard deviation of what this edge says">σ {formatSure(chosen.sigmaUs)}</Chip>
        {muted && <Chip dot="warn">muted</Chip>}
        {!pair && acts}
      </header>
      {pair && (
        <div className={classes.acts}>
          <HearBar board={board} edge={chosen} hearing={hearing} />
          {acts}
        </div>
      )}
      <EdgeSiblings board={board} />
      <div className={classes.evidenceBody} tabIndex={0} role="region" aria-label="Evidence">
        {isMatch && evidence.isFetching && !data && (
          <Skeleton h={180} radius={6} aria-label="Loading the evidence" />
        )}
        {isMatch && evidence.error && (
          <ErrorNotice
            error={evidence.error}
            title="What it rests on could not be read"
            compact
            actions={
              <Button variant="default" onClick={() => void evidence.refetch()}>
                Try again
              </Button>
            }
          />
        )}
        {data && <MatchPlots board={board} edge={chosen} evidence={data} heard={hearing.heard} />}
        <EdgeFacts edge={chosen} zone={zone} />
      </div>
    </section>
  )
}
