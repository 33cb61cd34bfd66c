/**
 * A bucket as the capture backend leaves it, with its truth: people whose devices' clocks are off and drift, who
 * leave, come back from another machine and mute; sidecars with sender reports, a journal with clock exchanges, text
 * in parts. Everything is computed from what is described here, so where each recording lies is known to the µs.
 */
import {
  formatClockReadings,
  formatJsonlLine,
  formatRecorderSidecar,
  formatRoomEvent,
  type ClockReading,
  type RoomEvent,
} from '../../core/formats/index.ts'
import { fakeMedia, START_NS } from './rig.ts'

export const ROOM = 'interview-1'
export const ROOM_ID = 'RM_2xCap'
export const FOLDER = `study/${ROOM}/${ROOM_ID}`
export const JOURNAL = `${FOLDER}/events/j1.jsonl`

/** A device's clock: what it shows is UTC + aheadUs + ppm of the time since the room's beginning. */
export interface TrueDevice {
  readonly aheadUs: number
  readonly ppm: number
  /** One way through the network to the recorder, and back. */
  readonly upUs: number
  readonly downUs: number
}

export interface TrueRecording {
  readonly identity: string
  readonly source: 'camera' | 'microphone'
  readonly egressId: string
  readonly device: TrueDevice
  /** When media time 0 was, seconds after the room's beginning, and for how long. */
  readonly fromS: number
  readonly seconds: number
  readonly mutedS?: readonly [number, number]
  readonly lostS?: readonly [number, number]
  /** False: a device that exchanged no time with the recorder. */
  readonly exchanges?: boolean
  readonly status?: string
}

/** Even, in (−1, 1), the same for the same n. */
function noise(n: number): number {
  const wild = Math.sin(n * 12.9898) * 43_758.5453
  return 2 * (wild - Math.floor(wild)) - 1
}
const ns = (us: number): bigint => START_NS + BigInt(Math.round(us)) * 1000n
/** What the device shows at a true time, µs after the room's beginning. */
const show = ({ aheadUs, ppm }: TrueDevice, us: number): number => us + aheadUs + us * (ppm / 1e6)
/** How long a true span is on the device's clock: media time is counted by it. */
const onDevice = ({ ppm }: TrueDevice, us: number): number => us * (1 + ppm / 1e6)

const mediaOf = ({ identity, source, egressId, fromS }: TrueRecording): string => {
  const time = new Date(Number(START_NS / 1_000_000n) + fromS * 1000).toISOString().slice(0, 19)
  const extension = source === 'camera' ? 'webm' : 'ogg'
  return `${FOLDER}/${identity}/${source}-TR_${egressId.slice(3)}-${time.replaceAll(':', '')}.${extension}`
}
export const sidecarKey = ({ identity, egressId }: TrueRecording): string =>
  `${FOLDER}/${identity}/${egressId}.egressinfo.json`
export { mediaOf as mediaKey }

/** Media and sidecar of one recording; its sender reports come each 5 s with up to 4 ms of jitter. */
export function recordingFiles(one: TrueRecording): Record<string, string> {
  const { device, fromS, seconds, source, mutedS, lostS, status = 'EGRESS_COMPLETE' } = one
  const fromUs = fromS * 1e6
  const readings: ClockReading[] = []
  for (let s = 1; s < seconds; s += 5) {
    const trueUs = fromUs + s * 1e6
    const jitterUs = 2000 + 2000 * noise(s + fromS)
    readings.push({
      ptsUs: Math.round(onDevice(device, s * 1e6)),
      wallNs: ns(show(device, trueUs) + (source === 'microphone' ? 3000 : 300) * noise(s * 3)),
      clock: 'device',
      recvNs: ns(trueUs + device.upUs + jitterUs),
    })
  }
  const at = (s: number): number => Math.round(onDevice(device, s * 1e6))
  const span = (seen: readonly [number, number] | undefined): { fromUs: number; toUs: number }[] =>
    seen ? [{ fromUs: at(seen[0]), toUs: at(seen[1]) }] : []
  const kind = source === 'camera' ? ('video' as const) : ('audio' as const)
  const hole = mutedS ?? lostS
  const media = mediaOf(one)
  const info = {
    egressId: one.egressId,
    roomId: ROOM_ID,
    roomName: ROOM,
    status,
    startedAt: String(ns(fromUs - 20_000)),
    track: { roomName: ROOM, trackId: `TR_${one.egressId.slice(3)}` },
    fileResults: [{ filename: media, startedAt: String(ns(fromUs + 21_000)) }],
    clockReadings: formatClockReadings(readings),
    lockstep: formatRecorderSidecar({
      recorder: 'embedded',
      version: '1',
      pts0: {
        wallNs: ns(fromUs + device.upUs + 2000),
        sigmaNs: 25_000_000,
        method: 'arrivals',
        readings: readings.length,
        scatterNs: 2_000_000,
      },
      drift: undefined,
      packets: { received: 1000, lost: lostS ? 9 : 0, repaired: 1, duplicate: 0 },
      frames: undefined,
      muted: span(mutedS),
      lost: span(lostS),
    }),
  }
  const holes = hole && ([hole[0] * 1e6, hole[1] * 1e6] as const)
  return {
    [media]: fakeMedia({ kind, seconds, ...(holes && { hole: holes }) }),
    [sidecarKey(one)]: JSON.stringify(info),
  }
}

/** The exchanges of a device while it recorded: each 10 s, the network slow for some. */
export function exchangesOf(one: TrueRecording): RoomEvent[] {
  const { device, fromS, seconds, identity } = one
  const events: RoomEvent[] = []
  for (let at = 2; at < seconds; at += 10) {
    const askedUs = (fromS + at) * 1e6
    const slowUs = at % 4 === 2 ? 0 : 15_000 * (1 + noise(at))
    const t2 = askedUs + device.upUs + slowUs
    const t3 = t2 + 200
    const t4 = t3 + device.downUs + 1000 * (1 + noise(at + 1))
    events.push({
      atNs: ns(t4),
      event: 'clock',
      roomName: ROOM,
      roomId: ROOM_ID,
      identity,
      exchange: { t1Ns: ns(show(device, askedUs)), t2Ns: ns(t2), t3Ns: ns(t3), t4Ns: ns(show(device, t4)) },
    })
  }
  return events
}

export const journalOf = (events: readonly RoomEvent[]): string =>
  events
    .toSorted((a, b) => (a.atNs < b.atNs ? -1 : 1))
    .map(formatRoomEvent)
    .join('')

/** An event at `atS` of the room's time. */
export const eventAt = (atS: number, event: Omit<RoomEvent, 'atNs' | 'roomName' | 'roomId'>): RoomEvent => ({
  ...event,
  atNs: ns(atS * 1e6),
  roomName: ROOM,
  roomId: ROOM_ID,
})

const TEXT = `${FOLDER}/text-egress/all-topics/t1`
/** Ten messages, in parts of four. */
export function textFiles(): Record<string, string> {
  const parts: Record<string, string> = {}
  for (let n = 0; n < 10; n++) {
    const part = `${TEXT}/part-${String(Math.floor(n / 4) + 1).padStart(6, '0')}.jsonl`
    const line = formatJsonlLine(
      {
        recvNs: ns((20 + n) * 1e6),
        sentNs: ns((20 + n) * 1e6 - 12_345),
        sender: 'alice',
        topic: 'chat',
        kind: 'reliable',
        payload: `message ${n}`,
        payloadBase64: undefined,
      },
      { roomName: ROOM, roomId: ROOM_ID },
    )
    parts[part] = (parts[part] ?? '') + line
  }
  const startedAt = Number(START_NS / 1_000_000_000n)
  const metadata = { room_name: ROOM, room_id: ROOM_ID, topic: null, started_at: startedAt, ended_at: null }
  return { ...parts, [`${TEXT}/metadata.json`]: JSON.stringify(metadata) }
}

/** Media time 0 of the room, µs since 1970. */
export const ROOM_US = Number(START_NS / 1000n)
