/** One lane of a mark: which recording, its picture or wave at the moment, and going there by frames. */
import { ActionIcon, Button, Select, Tooltip } from '@mantine/core'
import {
  IconChevronLeft,
  IconChevronRight,
  IconChevronsLeft,
  IconChevronsRight,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react'
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { formatTime } from '../../../core/time/format.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { createPlayer } from '../playback/player.ts'
import type { Player } from '../playback/player.types.ts'
import { Notice } from '../widgets/Notice.tsx'
import { LaneWave } from './LaneWave.tsx'
import { stepLength, viewOf } from './marks.ts'
import { soloSession } from './soloSession.ts'
import { mapOf, sessionTime } from './times.ts'
import type { Board } from './useClockBoard.ts'
import { nameRecordingOf } from './words.ts'
import classes from './marks.module.css'

export interface MarkLaneHandle {
  readonly step: (frames: number) => void
}

interface MarkLaneProps {
  readonly board: Board
  readonly mediaOrigin: string
  readonly side: 0 | 1
  readonly recordingId: string
  /** Recordings that cannot be chosen. */
  readonly others: readonly string[]
  readonly isActive: boolean
  readonly onActive: () => void
  readonly mediaUs: number | undefined
  /** Where the other lane's moment lies in this one as the clocks stand. */
  readonly suggestedUs: number | undefined
  readonly onMoment: (mediaUs: number) => void
  readonly onRecording: (recordingId: string) => void
  readonly ref: Ref<MarkLaneHandle>
}

const NAMES = ['First lane', 'Second lane'] as const

export function MarkLane(props: MarkLaneProps) {
  const { board, mediaOrigin, side, recordingId, others, isActive, onActive, onRecording } = props
  const { graph, session } = board
  const withheld = new Set(
    session.people.filter((person) => person.withheld).map((person) => person.identity),
  )
  const choices = graph.recordings
    .filter((each) => !others.includes(each.recordingId) && !withheld.has(each.identity))
    .map((each) => ({ value: each.recordingId, label: nameRecordingOf(graph, each.recordingId) }))
  const solo = useSolo(session, recordingId, mediaOrigin)
  return (
    <div
      className={classes.lane}
      data-active={isActive}
      role="group"
      aria-label={NAMES[side]}
      onFocusCapture={onActive}
      onPointerDownCapture={onActive}
    >
      <Select
        aria-label={`Recording of the ${NAMES[side].toLowerCase()}`}
        placeholder="Choose a recording"
        searchable
        data={choices}
        value={recordingId === '' ? null : recordingId}
        onChange={(value) => onRecording(value ?? '')}
      />
      {solo ? (
        <OpenLane key={recordingId} {...props} solo={solo} />
      ) : (
        <Notice
          title={recordingId === '' ? 'No recording chosen' : 'This recording is not to be shown'}
          compact
        />
      )}
    </div>
  )
}

interface Solo {
  readonly session: SessionDetail
  readonly player: Player
}

/** A player of this recording alone, for as long as it is chosen. */
function useSolo(session: SessionDetail, recordingId: string, mediaOrigin: string): Solo | undefined {
  const [owner] = useState(() =>
    createStore<{ readonly solo: Solo | undefined }>(() => ({ solo: undefined })),
  )
  useEffect(() => {
    const alone = soloSession(session, recordingId)
    if (!alone) return
    const player = createPlayer(alone, { mediaOrigin })
    owner.setState({ solo: { session: alone, player } })
    return () => {
      owner.setState({ solo: undefined })
      player.dispose()
    }
  }, [owner, session, recordingId, mediaOrigin])
  return useStore(owner, (state) => state.solo)
}

function OpenLane({
  board,
  recordingId,
  mediaUs,
  suggestedUs,
  onMoment,
  solo,
  ref,
}: MarkLaneProps & { readonly solo: Solo }) {
  const { player, session } = solo
  const view = viewOf(board.session, recordingId)!
  const recording = board.graph.recordings.find((each) => each.recordingId === recordingId)!
  const hasPicture = view.width !== null
  const playing = useStore(player.state, (state) => state.playing)
  const first = view.firstPtsUs
  const shownUs = mediaUs ?? first
  const go = (us: number): void => {
    const at = Math.min(view.endPtsUs - 1, Math.max(first, us))
    player.seek(at - first)
    onMoment(at)
  }
  const step = (frames: number): void => {
    player.pause()
    go(shownUs + frames * stepLength(view))
  }
  useImperativeHandle(ref, () => ({ step }))
  // What the other lane says the first time, so that one begins near the event.
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    player.seek((mediaUs ?? suggestedUs ?? first) - first)
    if (mediaUs === undefined && suggestedUs !== undefined) onMoment(suggestedUs)
  })
  useEffect(() =>
    player.onFrame((t) => {
      if (player.state.getState().playing) onMoment(t + first)
    }),
  )
  const at = sessionTime(mapOf(board.graph, recording, first), shownUs)
  return (
    <>
      <div className={classes.scene}>
        {hasPicture ? (
          <Picture player={player} laneId={session.lanes[0]!.laneId} />
        ) : (
          <LaneWave recording={view} mediaUs={shownUs} onMoment={go} />
        )}
      </div>
      <input
        type="range"
        className={classes.scrub}
        aria-label="Moment in the recording"
        aria-valuetext={formatTime(shownUs)}
        min={first}
        max={view.endPtsUs}
        step={stepLength(view)}
        value={shownUs}
        onChange={(event) => go(Number(event.currentTarget.value))}
      />
      <div className={classes.laneTools}>
        <LaneButton label="One second back" onClick={() => go(shownUs - 1e6)} Icon={IconChevronsLeft} />
        <LaneButton
          label={hasPicture ? 'One frame back' : '5 ms back'}
          onClick={() => step(-1)}
          Icon={IconChevronLeft}
        />
        <LaneButton
          label={playing ? 'Pause' : 'Play this recording'}
          onClick={() => player.toggle()}
          Icon={playing ? IconPlayerPause : IconPlayerPlay}
        />
        <LaneButton
          label={hasPicture ? 'One frame on' : '5 ms on'}
          onClick={() => step(1)}
          Icon={IconChevronRight}
        />
        <LaneButton label="One second on" onClick={() => go(shownUs + 1e6)} Icon={IconChevronsRight} />
        <span className={classes.at}>
          {at === undefined ? formatTime(shownUs) : formatTime(at)}
          <span className="muted"> media {formatTime(shownUs)}</span>
        </span>
        {suggestedUs !== undefined && (
          <Button size="compact-xs" variant="default" onClick={() => go(suggestedUs)}>
            Other’s moment
          </Button>
        )}
      </div>
    </>
  )
}

interface LaneButtonProps {
  readonly label: string
  readonly onClick: () => void
  readonly Icon: typeof IconPlayerPlay
}

function LaneButton({ label, onClick, Icon }: LaneButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick} size="sm">
        <Icon size={15} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  )
}

function Picture({ player, laneId }: { readonly player: Player; readonly laneId: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => (canvas.current ? player.attachTile(laneId, canvas.current) : undefined), [player, laneId])
  return <canvas ref={canvas} role="img" aria-label="The picture at this moment" />
}
