/** One room on the wall. Drawn again only when it has changed; its picture is asked for only while it is seen. */
import { ActionIcon, Tooltip } from '@mantine/core'
import {
  IconAlertTriangle,
  IconPlayerRecordFilled,
  IconPlayerStopFilled,
  IconUsers,
} from '@tabler/icons-react'
import { lazy, memo, Suspense, useRef } from 'react'
import { Link, useSearch } from 'wouter'
import { useStore } from 'zustand'
import type { RoomState } from '../../../../capture/model/api.types.ts'
import { LiveMark } from '../LiveMark.tsx'
import { roomHref } from '../projects.ts'
import { useMayDo } from '../useMayDo.ts'
import { useRecording } from '../useRecording.ts'
import { useIsSeen } from '../useIsSeen.ts'
import { describeAmount, describePeople, describeRecording } from './roomWords.ts'
import { SinceText } from './SinceText.tsx'
import type { WallStore } from './wallStore.ts'
import classes from './tile.module.css'

const TilePicture = lazy(async () => ({ default: (await import('../live/TilePicture.tsx')).TilePicture }))

interface RoomTileProps {
  readonly project: string
  readonly room: string
  readonly wall: WallStore
  readonly hasPicture: boolean
}

export const RoomTile = memo(function RoomTile({ project, room, wall, hasPicture }: RoomTileProps) {
  const state = useStore(wall.state, (now) => now.rooms.get(room))
  const tile = useRef<HTMLLIElement>(null)
  const isSeen = useIsSeen(tile)
  const search = useSearch()
  if (state === undefined) return null
  const error = state.alerts[0]?.message ?? state.lastError
  return (
    <li ref={tile} className={classes.tile} data-live={state.live} data-picture={hasPicture}>
      <div className={classes.head}>
        <Link href={roomHref(room, search)} className={classes.title}>
          {state.title === '' ? room : state.title}
        </Link>
        <LiveMark isLive={state.live} />
      </div>
      {hasPicture && (
        <div className={classes.picture}>
          {state.live && isSeen ? (
            <Suspense fallback={null}>
              <TilePicture project={project} room={room} />
            </Suspense>
          ) : (
            <span className="faint">{state.live ? '' : 'offline'}</span>
          )}
        </div>
      )}
      <div className={classes.line}>
        <IconUsers size={15} stroke={1.6} aria-hidden />
        <span className="cut grow">{describePeople(state.participants)}</span>
        {state.live && state.openedAt !== undefined && <SinceText since={state.openedAt} before="open " />}
        {!state.live && state.date !== undefined && <span>{state.date}</span>}
      </div>
      <Recorded state={state} project={project} />
      {error !== undefined && (
        <div className={classes.error} title={error}>
          <IconAlertTriangle size={15} stroke={1.7} aria-hidden />
          <span className="cut">{error}</span>
        </div>
      )}
    </li>
  )
})

function Recorded({ state, project }: { readonly state: RoomState; readonly project: string }) {
  const mayOperate = useMayDo('operate')
  const recording = useRecording(project, state.room)
  const label = state.recording ? 'Stop recording' : 'Start recording'
  const Icon = state.recording ? IconPlayerStopFilled : IconPlayerRecordFilled
  return (
    <div className={classes.line}>
      <span className={classes.recording} data-on={state.recording} aria-hidden />
      <span className="cut grow">{describeRecording(state, true)}</span>
      <span className={classes.amount} title="Recorded, all tracks together">
        {describeAmount(state)}
      </span>
      {mayOperate && state.live && (
        <Tooltip label={label}>
          <ActionIcon
            size="sm"
            aria-label={`${label}: ${state.title === '' ? state.room : state.title}`}
            loading={recording.isPending}
            onClick={() => recording.mutate(state.recording ? 'stop' : 'start')}
          >
            <Icon size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  )
}
