/** An event of a room in words, as a row of the log says it. */
import type { RoomEvent } from './roomEvents.ts'

const THINGS: Readonly<Record<string, string>> = {
  camera: 'the camera',
  microphone: 'the microphone',
  screen_share: 'the screen',
  screen_share_audio: 'the sound of the screen',
}

/** `alice muted the microphone`; people by their shown name where the journal has it. */
export function sayRoomEvent(event: RoomEvent): string {
  const who = event.name ?? event.identity ?? 'someone'
  const thing = nameThing(event)
  const because = event.reason === undefined ? '' : `: ${event.reason}`
  const text = event.text === undefined ? '' : `: ${event.text}`
  const by = event.by === undefined ? '' : ` (by ${event.by})`
  switch (event.event) {
    case 'journal_opened':
      return 'watching of the room began'
    case 'journal_interrupted':
      return `watching of the room was interrupted${because}`
    case 'room_ended':
      return `the room ended${because}`
    case 'participant_joined':
      return `${who} joined`
    case 'participant_left':
      return `${who} left${because}`
    case 'track_published':
      return `${who} published ${thing}`
    case 'track_unpublished':
      return `${who} stopped ${thing}`
    case 'track_muted':
      return `${who} muted ${thing}${by}`
    case 'track_unmuted':
      return `${who} unmuted ${thing}${by}`
    case 'connection_quality':
      return `${who}’s connection is ${event.quality ?? 'unknown'}`
    case 'recording_started':
      return `recording of ${ofWhom(event)} began`
    case 'recording_ended':
      return `recording of ${ofWhom(event)} ended`
    case 'recording_failed':
      return `recording of ${ofWhom(event)} failed${because}`
    case 'consent':
      return `${who} agreed to the consent${event.text === undefined ? '' : `, version ${event.text}`}`
    case 'marker':
      return `marker${text}${by}`
    case 'message':
      return `message to the room${text}${by}`
    case 'alert':
      return `alert${text}${because}`
    case 'clock':
      return `clock of ${who} compared`
  }
}

const nameThing = ({ source, kind }: RoomEvent): string =>
  (source && THINGS[source]) ?? (kind === 'audio' ? 'a sound' : kind === 'video' ? 'a picture' : 'a track')

function ofWhom(event: RoomEvent): string {
  const who = event.name ?? event.identity
  if (who === undefined) return event.egressId ?? 'the room'
  return event.source === undefined && event.kind === undefined
    ? who
    : `${who}’s ${nameThing(event).replace(/^(the|a) /, '')}`
}
