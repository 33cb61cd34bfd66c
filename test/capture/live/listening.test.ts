import { describe, expect, it } from 'vitest'
import { createListening } from '../../../capture/live/listening.ts'
import type { TrackFacts } from '../../../capture/model/recorder.ts'

const facts = (kind: 'audio' | 'video', source: string): TrackFacts => ({
  trackId: `TR_${source}`,
  identity: 'cam-1',
  kind,
  source,
  mimeType: undefined,
  width: undefined,
  height: undefined,
  muted: false,
})
const microphone = facts('audio', 'microphone')
const camera = facts('video', 'camera')
const packet = (track: TrackFacts, atMs: number, payload: Uint8Array, mimeType?: string) => ({
  trackId: track.trackId,
  mimeType: mimeType ?? (track.kind === 'audio' ? 'audio/opus' : 'video/VP8'),
  payload,
  arrivalNs: BigInt(atMs) * 1_000_000n,
})
/** No two are the same, as a microphone's are not. */
let sounds = 0
const sound = (): Uint8Array => new Uint8Array(80).fill(++sounds)
const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe)
/** RFC 2198: one block 960 ticks ago of `earlier`, then `now`. */
const red = (earlier: Uint8Array, now: Uint8Array): Uint8Array =>
  Uint8Array.of(
    0x80 | 111,
    960 >> 6,
    ((960 & 63) << 2) | (earlier.length >> 8),
    earlier.length,
    111,
    ...earlier,
    ...now,
  )

function listenTo(...tracks: TrackFacts[]) {
  const listening = createListening()
  for (const track of tracks) {
    listening.publish(track, 0)
    listening.subscribe(track.trackId, true, 0)
  }
  return listening
}

describe('listening', () => {
  it('tells once that nothing comes of an unmuted track, since when, and once that it comes again', () => {
    const listening = listenTo(microphone, camera)
    listening.take(packet(microphone, 1000, sound()))
    listening.take(packet(camera, 2000, sound()))
    expect(listening.look(5999)).toEqual([])
    expect(listening.look(6000)).toEqual([{ identity: 'cam-1', trackId: 'TR_microphone', sinceMs: 1000 }])
    expect(listening.look(7000)).toEqual([{ identity: 'cam-1', trackId: 'TR_camera', sinceMs: 2000 }])
    expect(listening.look(60_000)).toEqual([])
    listening.take(packet(camera, 60_500, sound()))
    expect(listening.look(61_000)).toEqual([{ identity: 'cam-1', trackId: 'TR_camera', sinceMs: undefined }])
  })

  it('hears nothing in digital silence, plain or redundant', () => {
    const listening = listenTo(microphone)
    for (let atMs = 0; atMs <= 6000; atMs += 20) listening.take(packet(microphone, atMs, SILENCE))
    for (let atMs = 6000; atMs <= 9000; atMs += 20)
      listening.take(packet(microphone, atMs, red(sound(), SILENCE), 'audio/red'))
    expect(listening.look(9000)).toMatchObject([{ sinceMs: 0 }])
    listening.take(packet(microphone, 9000, red(SILENCE, sound()), 'audio/red'))
    expect(listening.look(9000)).toMatchObject([{ sinceMs: undefined }])
    // What Chromium's encoder says of digital silence that follows sound.
    const still = sound()
    for (let atMs = 9020; atMs <= 20_000; atMs += 20) listening.take(packet(microphone, atMs, still.slice()))
    expect(listening.look(20_000)).toMatchObject([{ sinceMs: 9020 }])
  })

  it('says nothing of what is muted, not listened to, a screen, or gone, nor of a way that was lost', () => {
    const screen = facts('video', 'screen_share')
    const listening = listenTo(camera, screen)
    listening.publish(microphone, 0)
    listening.publish({ ...camera, muted: true }, 1000)
    expect(listening.look(60_000)).toEqual([])
    listening.publish(camera, 60_000)
    expect(listening.look(64_999)).toEqual([])
    listening.restart(64_000)
    expect(listening.look(68_999)).toEqual([])
    listening.subscribe(microphone.trackId, true, 66_000)
    expect(listening.look(69_000)).toMatchObject([{ trackId: 'TR_camera', sinceMs: 64_000 }])
    expect(listening.look(71_000)).toMatchObject([{ trackId: 'TR_microphone', sinceMs: 66_000 }])
    listening.drop(microphone.trackId)
    expect(listening.look(90_000)).toEqual([])
  })
})
