/** The people of a room, their tracks, and the recording of each. */
import { ActionIcon, Tooltip } from '@mantine/core'
import {
  IconDeviceScreen,
  IconMicrophone,
  IconPlayerRecordFilled,
  IconPlayerStopFilled,
  IconVideo,
  IconVolume,
} from '@tabler/icons-react'
import type { ParticipantState, RoomState, TrackState } from '../../../../capture/model/api.types.ts'
import { formatBytes, formatLength } from '../../widgets/quantities.ts'
import { QualityBars } from '../live/QualityBars.tsx'
import { useMayDo } from '../useMayDo.ts'
import { useRecording } from '../useRecording.ts'
import { nameOf } from '../wall/roomWords.ts'
import { describeSource, describeStatus, isRunning } from './trackWords.ts'
import classes from './room.module.css'

const ICONS = {
  camera: IconVideo,
  microphone: IconMicrophone,
  screen_share: IconDeviceScreen,
  screen_share_audio: IconVolume,
} as const

export function PeopleTable({ project, state }: { readonly project: string; readonly state: RoomState }) {
  if (state.participants.length === 0) return null
  return (
    <div className={classes.scroll} role="region" aria-label="People and recordings" tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Track</th>
            <th scope="col">Recording</th>
            <th scope="col" data-number>
              Length
            </th>
            <th scope="col" data-number>
              Size
            </th>
            <th scope="col">
              <span className="visuallyHidden">Act</span>
            </th>
          </tr>
        </thead>
        {state.participants.map((person) => (
          <Person key={person.identity} project={project} room={state.room} person={person} />
        ))}
      </table>
    </div>
  )
}

interface PersonProps {
  readonly project: string
  readonly room: string
  readonly person: ParticipantState
}

function Person({ project, room, person }: PersonProps) {
  return (
    <tbody>
      <tr className={classes.person}>
        <th scope="rowgroup" colSpan={5}>
          <span className={classes.personName}>
            {nameOf(person)}
            {person.name !== '' && person.name !== person.identity && (
              <span className="faint mono">{person.identity}</span>
            )}
            <QualityBars quality={person.quality} />
          </span>
        </th>
      </tr>
      {person.tracks.length === 0 && (
        <tr>
          <td colSpan={5} className="muted">
            shows and says nothing yet
          </td>
        </tr>
      )}
      {person.tracks.map((track) => (
        <Track key={track.trackId} project={project} room={room} track={track} name={nameOf(person)} />
      ))}
    </tbody>
  )
}

interface TrackProps {
  readonly project: string
  readonly room: string
  readonly track: TrackState
  readonly name: string
}

function Track({ project, room, track, name }: TrackProps) {
  const { recording } = track
  const mayOperate = useMayDo('operate')
  const act = useRecording(project, room, track.trackId)
  const isOn = isRunning(recording)
  const source = describeSource(track.source)
  const label = `${isOn ? 'Stop' : 'Start'} recording ${name}’s ${source}`
  const Icon = ICONS[track.source as keyof typeof ICONS] ?? IconVideo
  return (
    <tr>
      <td>
        <span className={classes.source}>
          <Icon size={16} stroke={1.6} aria-hidden />
          {source}
          {track.muted && <span className="faint">muted</span>}
        </span>
      </td>
      <td>
        <span className={classes.status} data-status={recording?.status ?? 'none'}>
          {describeStatus(recording)}
        </span>
        {recording?.error !== undefined && <div className={classes.error}>{recording.error}</div>}
      </td>
      <td data-number>{recording === undefined ? '' : formatLength(recording.durationSeconds * 1e6)}</td>
      <td data-number>{recording === undefined ? '' : formatBytes(recording.sizeBytes)}</td>
      <td data-number>
        {mayOperate && (
          <Tooltip label={isOn ? 'Stop recording this track' : 'Start recording this track'}>
            <ActionIcon
              size="sm"
              aria-label={label}
              loading={act.isPending}
              onClick={() => act.mutate(isOn ? 'stop' : 'start')}
            >
              {isOn ? <IconPlayerStopFilled size={14} /> : <IconPlayerRecordFilled size={14} />}
            </ActionIcon>
          </Tooltip>
        )}
      </td>
    </tr>
  )
}
