/**
 * Encodes frames into a new file of one stream. The file carries no metadata of its source, and every time stamp is
 * the one given: nothing is shifted, rounded to a frame rate, dropped or repeated.
 */
import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  Codec,
  CodecContext,
  Dictionary,
  FormatContext,
  Packet,
  type Frame,
} from 'node-av'
import type { FFEncoderCodec } from 'node-av/constants'
import { check } from './libavInput.ts'

export interface ClipEncoder {
  readonly encoder: FFEncoderCodec
  readonly encoderOptions: Readonly<Record<string, string>>
  readonly muxer: string
  readonly muxerOptions: Readonly<Record<string, string>>
  /** Sets size, format, rate and time base before the encoder is opened. */
  configure(context: CodecContext): void
}

export interface ClipWriter {
  /** Frames in the encoder's time base, in order. */
  write(frame: Frame): void
  /** Ends the file; the last packet lasts `lastDuration` (encoder time base) where it is given. */
  finish(lastDuration?: bigint): void
  /** Frees everything; a file that was not finished is left as it is. */
  close(): void
}

/** Throws an Error with FFmpeg's reason. Options go to the waiting calls: the sync ones free them a second time. */
export async function openClipWriter(out: string, settings: ClipEncoder): Promise<ClipWriter> {
  const output = new FormatContext()
  check(output.allocOutputContext2(null, settings.muxer, out), `make a ${settings.muxer} file`)
  const codec = Codec.findEncoderByName(settings.encoder)
  if (!codec) throw new Error(`FFmpeg has no encoder ${settings.encoder}`)
  const encoder = new CodecContext()
  encoder.allocContext3(codec)
  settings.configure(encoder)
  encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER)
  using encoderOptions = Dictionary.fromObject({ ...settings.encoderOptions })
  check(await encoder.open2(codec, encoderOptions), `open the encoder ${settings.encoder}`)
  const { timeBase } = encoder
  const stream = output.newStream()
  check(stream.codecpar.fromContext(encoder), 'describe the stream')
  stream.timeBase = timeBase
  check(await output.openOutput(), `create ${out}`)
  using options = Dictionary.fromObject({
    ...settings.muxerOptions,
    avoid_negative_ts: 'disabled',
    fflags: '+bitexact',
  })
  check(await output.writeHeader(options), 'write the header')
  let held = newPacket()
  let incoming = newPacket()
  let holding = false

  const writeHeld = (): void => {
    if (!holding) return
    held.rescaleTs(timeBase, stream.timeBase)
    held.streamIndex = stream.index
    check(output.interleavedWriteFrameSync(held), 'write a packet')
    holding = false
  }
  const drain = (): void => {
    for (;;) {
      const code = encoder.receivePacketSync(incoming)
      if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return
      check(code, 'encode a frame')
      if (holding) {
        if (held.duration <= 0n) held.duration = incoming.dts - held.dts
        writeHeld()
      }
      ;[held, incoming] = [incoming, held]
      holding = true
    }
  }
  return {
    write(frame) {
      check(encoder.sendFrameSync(frame), 'encode a frame')
      drain()
    },
    finish(lastDuration) {
      check(encoder.sendFrameSync(null), 'end the encoder')
      drain()
      if (lastDuration !== undefined) held.duration = lastDuration
      writeHeld()
      check(output.writeTrailerSync(), 'write the index')
    },
    close() {
      held.free()
      incoming.free()
      encoder.freeContext()
      output.closeOutputSync()
      output.freeContext()
    },
  }
}

function newPacket(): Packet {
  const packet = new Packet()
  packet.alloc()
  return packet
}
