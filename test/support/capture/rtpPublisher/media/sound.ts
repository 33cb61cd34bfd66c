/**
 * Sound encoded once: Opus packets of 20 ms, in a loop without a seam (it is encoded twice over, and the second round
 * is kept). What goes in comes out 312 samples later, which the pre-skip of an Ogg file takes off. A click stands at
 * the beginning of each second, of a pitch that names the second in the loop.
 */
import { AV_CHANNEL_LAYOUT_MONO, AV_SAMPLE_FMT_FLT, FF_ENCODER_LIBOPUS } from 'node-av/constants'
import { Frame, Rational } from 'node-av/lib'
import { encodeInto, openEncoder } from '../../../../../fixtures/encode/libav.ts'

export const SAMPLE_RATE_HZ = 48_000
export const PACKET_SAMPLES = 960
/** Seconds, and clicks of different pitch. */
export const LOOP_SECONDS = 16
export const CLICK_SAMPLES = 2400

export const clickHz = (second: number): number => 600 + 150 * (second % LOOP_SECONDS)

export interface EncodedSound {
  readonly packets: readonly Uint8Array[]
}

const known = new Map<number, EncodedSound>()

export function encodeSound(kbps: number): EncodedSound {
  const found = known.get(kbps)
  if (found) return found
  const packets: Uint8Array[] = []
  const encoder = openEncoder(
    FF_ENCODER_LIBOPUS,
    { application: 'audio', frame_duration: 20, vbr: 'on' },
    (context) => {
      context.sampleRate = SAMPLE_RATE_HZ
      context.channelLayout = AV_CHANNEL_LAYOUT_MONO
      context.sampleFormat = AV_SAMPLE_FMT_FLT
      context.timeBase = new Rational(1, SAMPLE_RATE_HZ)
      context.bitRate = BigInt(kbps * 1000)
    },
  )
  const keep = ({ data }: { readonly data: Buffer | null }): void => {
    if (data) packets.push(Uint8Array.from(data))
  }
  const loop = makeLoop()
  const rounds = 2 * loop.length
  for (let at = 0; at < rounds; at += PACKET_SAMPLES) {
    const from = at % loop.length
    const frame = Frame.fromAudioBuffer(Buffer.from(loop.slice(from, from + PACKET_SAMPLES).buffer), {
      nbSamples: PACKET_SAMPLES,
      format: AV_SAMPLE_FMT_FLT,
      sampleRate: SAMPLE_RATE_HZ,
      channelLayout: AV_CHANNEL_LAYOUT_MONO,
      timeBase: { num: 1, den: SAMPLE_RATE_HZ },
      pts: BigInt(at),
    })
    encodeInto(encoder, frame, keep)
    frame.free()
  }
  encodeInto(encoder, undefined, keep)
  encoder.freeContext()
  const each = loop.length / PACKET_SAMPLES
  if (packets.length < 2 * each) throw new Error(`${packets.length} packets of sound, not ${2 * each}`)
  const sound = { packets: packets.slice(each, 2 * each) }
  known.set(kbps, sound)
  return sound
}

/** A faint hum, so that no packet is empty, and the clicks. */
function makeLoop(): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: LOOP_SECONDS * SAMPLE_RATE_HZ }, (_, at) => {
    const within = at % SAMPLE_RATE_HZ
    const second = Math.floor(at / SAMPLE_RATE_HZ)
    const seconds = within / SAMPLE_RATE_HZ
    if (within < CLICK_SAMPLES) return 0.5 * Math.sin(2 * Math.PI * clickHz(second) * seconds)
    return 0.02 * Math.sin(2 * Math.PI * 200 * seconds)
  })
}
