/** Decodes a recording's sound into buffers of some tenths of a second, cut only where the samples are not adjacent. */
import {
  ADTS,
  AudioSampleSink,
  EncodedPacketSink,
  FLAC,
  MP3,
  WAVE,
  type AudioSample,
  type Input,
} from 'mediabunny'
import { findDecoderSkip } from './decoderSkip.ts'
import { openInput, PICTURE_FORMATS } from './packetSource.ts'

const FIRST_S = 0.4
const USUAL_S = 0.5
/** Samples further apart than this are not adjacent. */
const BREAK_S = 0.002

export interface SoundChunk {
  readonly buffer: AudioBuffer
  /** Media time of its first sample, s. */
  readonly start: number
  /** Whether no sound lies directly before it, or after it. */
  readonly begins: boolean
  readonly ends: boolean
}

/** A recording with sound: beside a picture, or in a file of its own. */
export const openSound = (url: string): Input => openInput(url, [...PICTURE_FORMATS, WAVE, FLAC, MP3, ADTS])

/** Yields the sound from media time `from` (s) on, in order; throws Error where the file has none. */
export async function* readSound(input: Input, from: number): AsyncGenerator<SoundChunk, void, void> {
  const track = await input.getPrimaryAudioTrack()
  if (!track) throw new Error('no sound in the file')
  let held: AudioSample[] = []
  let length = 0
  let target = FIRST_S
  let begins = true
  let skip: number | undefined
  const flush = (ends: boolean): SoundChunk => {
    const chunk = { buffer: join(held), start: held[0]!.timestamp + (skip ?? 0), begins, ends }
    held = []
    length = 0
    target = USUAL_S
    begins = ends
    return chunk
  }
  try {
    // From a packet's own time on, so that the first that comes is all that the decoder made of it.
    const packets = new EncodedPacketSink(track)
    const packet = (await packets.getPacket(from)) ?? (await packets.getFirstPacket())
    if (!packet) return
    for await (const sample of new AudioSampleSink(track).samples(packet.timestamp)) {
      skip ??= await findDecoderSkip({ input, track, packet, first: sample })
      const last = held.at(-1)
      const isAdjacent =
        last !== undefined &&
        Math.abs(sample.timestamp - (last.timestamp + last.duration)) < BREAK_S &&
        sample.sampleRate === last.sampleRate &&
        sample.numberOfChannels === last.numberOfChannels
      const chunk = last && (!isAdjacent || length >= target) ? flush(!isAdjacent) : undefined
      held.push(sample)
      length += sample.duration
      if (chunk) yield chunk
    }
    if (held.length > 0) yield flush(true)
  } finally {
    for (const sample of held) sample.close()
  }
}

function join(samples: readonly AudioSample[]): AudioBuffer {
  const { sampleRate, numberOfChannels } = samples[0]!
  const length = samples.reduce((sum, { numberOfFrames }) => sum + numberOfFrames, 0)
  const buffer = new AudioBuffer({ length, sampleRate, numberOfChannels })
  let at = 0
  for (const sample of samples) {
    for (let channel = 0; channel < numberOfChannels; channel++) {
      const plane = buffer.getChannelData(channel).subarray(at, at + sample.numberOfFrames)
      sample.copyTo(plane, { planeIndex: channel, format: 'f32-planar' })
    }
    at += sample.numberOfFrames
    sample.close()
  }
  return buffer
}
