/**
 * What the recorder hears of each track without decoding it, so that a streamer or a foreign client, which measures
 * nothing of itself, is looked after too: a microphone from which nothing comes, or digital silence alone, and a camera
 * from which no packet comes, while neither is muted. A screen that stands still sends nothing, so it is left out. Pure
 * but for what it remembers; times in ms since 1970.
 */
import { parseRed } from '../embedded/rtp/red.ts'
import type { RtpPacketIn } from '../model/media.ts'
import type { TrackFacts } from '../model/recorder.ts'

/** Below this nothing is said: DTX sends a packet each 400 ms, a slow camera a picture a second. */
const QUIET_MS = 5000
/** RFC 6716 §3.1, §4.3: the first byte and a frame that says silence are 3 bytes at most; DTX sends one byte alone. */
const SILENT_BYTES = 3

export interface Quiet {
  readonly identity: string
  readonly trackId: string
  /** Undefined: something comes again. */
  readonly sinceMs: number | undefined
}

export interface Listening {
  /** A track as it is published now; again whenever it is muted or not. */
  publish(track: TrackFacts, atMs: number): void
  drop(trackId: string): void
  /** Whether its packets are asked for: of one that is not, nothing can be said. */
  subscribe(trackId: string, isWanted: boolean, atMs: number): void
  take(packet: Pick<RtpPacketIn, 'trackId' | 'mimeType' | 'payload' | 'arrivalNs'>): void
  /** All: nothing was heard of anybody, for the way to the room was lost. */
  restart(atMs: number): void
  /** What has changed since it was last asked. */
  look(nowMs: number): Quiet[]
}

interface Ear {
  readonly track: TrackFacts
  heardMs: number
  /** The last frame of sound. */
  last: Uint8Array | undefined
  told: number | undefined
}

export function createListening(): Listening {
  const ears = new Map<string, Ear>()
  const wanted = new Set<string>()
  return {
    publish(track, atMs) {
      const known = ears.get(track.trackId)
      const goesOn = known !== undefined && known.track.muted === track.muted
      ears.set(track.trackId, {
        track,
        heardMs: goesOn ? known.heardMs : atMs,
        last: known?.last,
        told: known?.told,
      })
    },
    drop: (trackId) => void ears.delete(trackId),
    subscribe(trackId, isWanted, atMs) {
      if (isWanted && !wanted.has(trackId)) begin(ears.get(trackId), atMs)
      if (isWanted) wanted.add(trackId)
      else wanted.delete(trackId)
    },
    take({ trackId, mimeType, payload, arrivalNs }) {
      const ear = ears.get(trackId)
      if (!ear) return
      const frame = readSound(mimeType, payload)
      const isSilent = frame !== undefined && (frame.length <= SILENT_BYTES || isSame(frame, ear.last))
      ear.last = frame
      if (!isSilent) ear.heardMs = Number(arrivalNs / 1_000_000n)
    },
    restart(atMs) {
      for (const ear of ears.values()) begin(ear, atMs)
    },
    look(nowMs) {
      return [...ears.values()].flatMap((ear) => {
        const { identity, trackId, muted, source } = ear.track
        const isListened = wanted.has(trackId) && !muted && (source === 'microphone' || source === 'camera')
        const sinceMs = isListened && nowMs - ear.heardMs >= QUIET_MS ? ear.heardMs : undefined
        if (sinceMs === ear.told) return []
        ear.told = sinceMs
        return [{ identity, trackId, sinceMs }]
      })
    },
  }
}

function begin(ear: Ear | undefined, atMs: number): void {
  if (ear) ear.heardMs = atMs
}

/** The newest frame of a packet of sound; undefined for a picture. */
function readSound(mimeType: string, payload: Uint8Array): Uint8Array | undefined {
  const type = mimeType.toLowerCase()
  if (!type.startsWith('audio/')) return undefined
  return type === 'audio/red' ? (parseRed(payload)?.at(-1)?.data ?? payload) : payload
}

/** An encoder that hears digital silence after sound says the same frame again and again; a microphone's noise never does. */
const isSame = (one: Uint8Array, other: Uint8Array | undefined): boolean =>
  one.length === other?.length && one.every((byte, at) => byte === other[at])
