/** What somebody should look at now, from the live state and the time alone; each with what to do. Pure. */
import type { z } from 'zod'
import { AlertCode as AlertCodes } from '../model/api.ts'
import type { Alert } from './liveControl.ts'
import type { LiveRoom, LiveState, LiveTrack } from './liveState.ts'

export type AlertCode = z.infer<typeof AlertCodes>

/** How long each may be so before it is said, ms. */
export interface AlertLimits {
  readonly notRecordedMs: number
  readonly silentMs: number
  readonly pictureMs: number
}
export const LIMITS: AlertLimits = { notRecordedMs: 10_000, silentMs: 3 * 60_000, pictureMs: 20_000 }

const HINTS: Readonly<Record<AlertCode, string>> = {
  nobody_recorded: 'It is tried again by itself; if it lasts, start recording on the wall.',
  microphone_silent:
    'Ask the person to speak; check that the right microphone is chosen and not muted at the headset.',
  camera_frozen: 'Ask the person to load the page again; a frozen camera is often held by another program.',
  camera_black: 'Check the camera’s cover and that no other program holds it.',
  disk_full:
    'Free space there now: recordings wait on that disk for the bucket. Recording goes on by itself.',
  bucket_failing:
    'Check the bucket’s name, its keys and that its server runs. Nothing is lost: what is recorded waits on this machine’s disk and goes up by itself.',
  egress_failed: 'It is tried again by itself; what was recorded until then is kept.',
  recorder_lost:
    'It tries to come back by itself; what is said and shown meanwhile is not recorded. If it lasts, look at the network and the LiveKit server.',
  livekit_down: 'Check that livekit-server runs and that its URL is right from this machine.',
  clock_wrong:
    'Let both machines set their clock by the network (NTP; on Linux: timedatectl set-ntp true): recordings are placed by this one’s, and tokens expire by LiveKit’s.',
}

/** Of one room that is open, the oldest first. */
export function findRoomAlerts(
  room: LiveRoom,
  nowMs: number,
  { autoRecord, limits = LIMITS }: { autoRecord: boolean; limits?: AlertLimits },
): Alert[] {
  const alert = (
    code: AlertCode,
    message: string,
    { sinceMs, identity, hint = HINTS[code] }: { sinceMs: number; identity?: string; hint?: string },
  ): Alert => ({
    code,
    room: room.room,
    ...(identity !== undefined && { identity }),
    message: asSentence(message),
    hint,
    since: new Date(sinceMs).toISOString(),
  })
  const found: Alert[] = []
  const tracks = [...room.people.values()].flatMap((person) => [...person.tracks.values()])
  const running = new Set(
    [...room.recordings.values()].filter(({ status }) => status === 'active').map(({ trackId }) => trackId),
  )
  // Of a muted track nothing comes that could be recorded.
  const heard = tracks.filter(({ muted }) => !muted)
  const bareMs = findBareSince(room, heard)
  if (autoRecord && heard.length > 0 && running.size === 0 && nowMs - bareMs >= limits.notRecordedMs)
    found.push(
      alert('nobody_recorded', `nothing is recorded, though ${countDevices(heard.length)} on`, {
        sinceMs: bareMs,
        ...(room.lastError !== undefined && {
          hint: `${asSentence(room.lastError)} ${HINTS.nobody_recorded}`,
        }),
      }),
    )
  const { unwatchedSinceMs } = room
  if (unwatchedSinceMs !== undefined && nowMs - unwatchedSinceMs >= limits.notRecordedMs)
    found.push(alert('recorder_lost', 'the recorder is not in the room', { sinceMs: unwatchedSinceMs }))
  for (const track of heard) {
    const { identity } = track
    const name = room.people.get(identity)?.name || identity
    const quiet = findQuiet(track, nowMs, limits)
    if (quiet) found.push(alert(quiet.code, `${quiet.words} ${name}`, { sinceMs: quiet.sinceMs, identity }))
    for (const [code, sinceMs] of track.wrong) {
      const limitMs = code === 'microphone_silent' ? limits.silentMs : limits.pictureMs
      if (nowMs - sinceMs >= limitMs && code !== quiet?.code)
        found.push(alert(code, describe(code, name), { sinceMs, identity }))
    }
  }
  for (const { trackId, status, error, identity, startedAt } of room.recordings.values()) {
    const isHeard = heard.some((track) => track.trackId === trackId)
    if ((status !== 'failed' && status !== 'aborted') || (trackId !== undefined && !isHeard)) continue
    if (trackId !== undefined && running.has(trackId)) continue
    const sinceMs = startedAt === undefined ? room.openedAtMs : Date.parse(startedAt)
    found.push(
      alert('egress_failed', error ?? 'a recording failed', {
        sinceMs,
        ...(identity !== undefined && { identity }),
      }),
    )
  }
  return found.toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
}

/** Since when none is recorded, where none is: the first was published, or the last recording ended. */
function findBareSince(room: LiveRoom, tracks: readonly LiveTrack[]): number {
  const ends = [...room.recordings.values()].map(({ startedAt, durationSeconds }) =>
    startedAt === undefined ? 0 : Date.parse(startedAt) + durationSeconds * 1000,
  )
  return Math.max(Math.min(...tracks.map(({ publishedAtMs }) => publishedAtMs)), ...ends)
}

/** Of no single room. */
export const findAlerts = (state: LiveState): Alert[] =>
  [...state.troubles.values()].map(({ code, message, hint, sinceMs }) => ({
    code,
    message: asSentence(message),
    hint: hint ?? HINTS[code],
    since: new Date(sinceMs).toISOString(),
  }))

const countDevices = (count: number): string =>
  count === 1 ? '1 camera or microphone is' : `${count} cameras and microphones are`

/** Errors begin in lower case, for they may stand in a sentence; an address stays as it is. */
const asSentence = (text: string): string =>
  /^\p{Ll}+[ ,]/u.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text

/** What the recorder noticed by itself of a track. */
function findQuiet(
  { quietSinceMs: sinceMs, kind }: LiveTrack,
  nowMs: number,
  limits: AlertLimits,
): { code: AlertCode; words: string; sinceMs: number } | undefined {
  if (sinceMs === undefined) return undefined
  const isSound = kind === 'audio'
  if (nowMs - sinceMs < (isSound ? limits.silentMs : limits.pictureMs)) return undefined
  return isSound
    ? { code: 'microphone_silent', words: 'nothing is heard from the microphone of', sinceMs }
    : { code: 'camera_frozen', words: 'no picture comes from the camera of', sinceMs }
}

/** Without how long: `since` tells that, and goes on. */
function describe(code: AlertCode, name: string): string {
  if (code === 'microphone_silent') return `the microphone of ${name} hears nothing`
  if (code === 'camera_frozen') return `the camera of ${name} shows the same picture`
  return `the camera of ${name} is black`
}
