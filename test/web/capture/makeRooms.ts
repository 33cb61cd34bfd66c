/** Made rooms in the states a wall can show, by their number alone. */
import type {
  Alert,
  JoinCard,
  JoinLink,
  ParticipantState,
  Project,
  RoomState,
  TrackState,
  UsageRow,
  Wall,
} from '../../../capture/model/api.types.ts'

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()
const OPENED = ago(24)
const NAMES = ['Ada Novak', 'Ben Okoye', 'Mia Lindqvist', 'Zoë Marchetti', 'Leo Haddad', 'Iris Tan']

export const PROJECT: Project = {
  project: 'prj_1',
  name: 'classroom-study',
  livekitUrl: 'ws://127.0.0.1:7880',
  bucketUri: 's3://study/raw',
  recorder: 'embedded',
  consentText: '',
  consentVersion: 3,
  createdAt: OPENED,
}

export const CARD: JoinCard = {
  room: 'interview-7',
  title: 'Interview 7: reading in pairs',
  identity: 'p-031',
  name: 'Ada Novak',
  recorded: true,
  consentText:
    'Your camera, your microphone, what you share of your screen and what you write are recorded during this session ' +
    'and kept by the research group for ten years.\n\nOnly members of the group watch the recordings. Nothing is ' +
    'published that shows your face or voice unless you agree to that separately.\n\nYou may leave at any time, ' +
    'without giving a reason, and ask for the deletion of what was recorded of you.',
  consentVersion: 3,
}

const makeTrack = (person: number, source: string, at: number, isOn: boolean): TrackState => ({
  trackId: `TR_${person}${source}`,
  source,
  kind: source === 'microphone' ? 'audio' : 'video',
  muted: source === 'microphone' && (person + at) % 5 === 4,
  ...(isOn
    ? {
        recording: {
          egressId: `EG_${at}${person}${source}`,
          status: 'active',
          durationSeconds: 1423 + at,
          sizeBytes: source === 'microphone' ? 8_400_000 : 213_000_000,
        },
      }
    : {}),
})

const makePerson = (at: number, person: number, isOn: boolean): ParticipantState => ({
  identity: `p-${String(at * 10 + person).padStart(3, '0')}`,
  name: NAMES[(at + person) % NAMES.length]!,
  joinedAt: OPENED,
  quality: (['excellent', 'good', 'excellent', 'poor'] as const)[(at + person) % 4]!,
  tracks: [
    makeTrack(person, 'camera', at, isOn),
    makeTrack(person, 'microphone', at, isOn),
    ...(person === 1 ? [makeTrack(person, 'screen_share', at, isOn)] : []),
  ],
})

/** Rooms 0, 1, 2, 4, 5, … are live, each third recorded by hand alone; room 8 has failed once. */
export function makeRoom(at: number, change: Partial<RoomState> = {}): RoomState {
  const live = at % 4 !== 3
  const recording = live && at % 3 !== 2
  const people = live ? (at % 5) + 1 : 0
  return {
    room: `interview-${at}`,
    title: `Interview ${at}${at % 7 === 3 ? ': reading in pairs, second try with the long text' : ''}`,
    date: '2026-11-22',
    live,
    ...(live ? { roomId: `RM_${at}`, openedAt: OPENED } : {}),
    autoRecord: at % 3 !== 2,
    recording,
    participants: Array.from({ length: people }, (_, person) => makePerson(at, person, recording)),
    recordedSeconds: live || at % 8 === 3 ? 1423 + at * 61 : 0,
    recordedBytes: live || at % 8 === 3 ? 431_000_000 + at * 7_000_000 : 0,
    ...(at === 8 ? { lastError: 'the bucket refused p-081/camera: AccessDenied' } : {}),
    alerts: [],
    ...change,
  }
}

export const makeRooms = (count: number): RoomState[] =>
  Array.from({ length: count }, (_, at) => makeRoom(at))

export const SILENT: Alert = {
  code: 'microphone_silent',
  identity: 'p-011',
  message: 'Ben Okoye’s microphone has been silent for 4 minutes',
  hint: 'Ask them to speak; they may be muted at the device or in the system.',
  since: ago(4),
}
export const BUCKET: Alert = {
  code: 'bucket_failing',
  message: 'The bucket s3://study/raw refuses what is written: AccessDenied',
  hint: 'Check its keys and that they may write; recordings wait on this machine’s disk until it accepts.',
  since: ago(6),
}

/** The answer of the wall's route. */
export function wallOf(
  { rooms, alerts }: { readonly rooms: readonly RoomState[]; readonly alerts: readonly Alert[] },
  search: URLSearchParams,
): Wall {
  const shown = search.get('live') === '1' ? rooms.filter(({ live }) => live) : rooms
  const size = Number(search.get('size'))
  const start = Number(search.get('page')) * size
  return {
    rooms: shown.slice(start, start + size),
    total: shown.length,
    live: rooms.filter(({ live }) => live).length,
    recording: rooms.filter(({ recording }) => recording).length,
    alerts: [...alerts],
  }
}

export const makeLink = (room: string, identity: string): JoinLink => ({
  code: `code-of-${identity}`,
  room,
  identity,
  name: identity,
  url: `https://capture.lab.example/join/code-of-${identity}`,
})

export const makeUsage = (days: number): UsageRow[] =>
  Array.from({ length: days * 3 }, (_, at) => ({
    room: `interview-${at % 3}`,
    day: `2026-11-${String(22 - Math.floor(at / 3)).padStart(2, '0')}`,
    people: 2 + (at % 4),
    recordings: 6 + (at % 5),
    recordedSeconds: 3000 + at * 417,
    recordedBytes: 900_000_000 + at * 131_000_000,
  }))
