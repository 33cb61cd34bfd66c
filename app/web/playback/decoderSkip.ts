/**
 * What an Opus decoder leaves out when it begins. Its header names samples to leave out at the start of the stream
 * (RFC 7845, 4.2), and Chromium's AudioDecoder leaves them out wherever it begins, after every seek, and counts on from
 * there: all that follows lies that much too early, 6.5 ms as libopus writes it.
 */
import {
  MATROSKA,
  WEBM,
  type AudioSample,
  type EncodedPacket,
  type Input,
  type InputAudioTrack,
} from 'mediabunny'

export interface DecoderStart {
  readonly input: Input
  readonly track: InputAudioTrack
  /** The packet the decoder began with, and what it made of it. */
  readonly packet: Pick<EncodedPacket, 'duration'>
  readonly first: Pick<AudioSample, 'duration'>
}

/** s to add to the times of all that a decoder gave. */
export async function findDecoderSkip({ input, track, packet, first }: DecoderStart): Promise<number> {
  if ((await track.getCodec()) !== 'opus') return 0
  const format = await input.getFormat()
  // Their packets' times are late by the codec's delay, which is as long: the two make up for each other.
  if (format === MATROSKA || format === WEBM) return 0
  const missing = packet.duration - first.duration
  return missing > 0 && missing < packet.duration ? missing : 0
}
