/**
 * Copies the packets of a file into a container a browser can seek in: WebM with cues and duration, MP4 with its
 * moov in front. Nothing is re-encoded and time stamps stay what they were, which the caller proves by a probe.
 */
import { Dictionary, FormatContext } from 'node-av'
import { check, openLibavInput, readLibavPackets } from './libavInput.ts'

/** Formats a remux can write, by the container read. */
const MUXERS: Readonly<Record<string, { muxer: string; options: Record<string, string> }>> = {
  webm: { muxer: 'webm', options: { cues_to_front: '1' } },
  matroska: { muxer: 'matroska', options: { cues_to_front: '1' } },
  mp4: { muxer: 'mp4', options: { movflags: '+faststart', video_track_timescale: '90000' } },
}

/** Writes `out`, whole or with a thrown Error; a broken tail is left out, as the probe left it out. */
export async function remuxFile(
  path: string,
  options: { out: string; container: string; onPacket: () => Promise<void> | undefined },
): Promise<void> {
  const target = MUXERS[options.container]
  if (!target) throw new Error(`a ${options.container} file is not remuxed`)
  const input = openLibavInput(path)
  const output = new FormatContext()
  try {
    check(output.allocOutputContext2(null, target.muxer, options.out), `make a ${target.muxer} file`)
    const streams = new Map(
      input.streams.map((stream) => {
        const copy = output.newStream()
        check(stream.codecpar.copy(copy.codecpar), 'copy the stream parameters')
        copy.codecpar.codecTag = 0
        copy.timeBase = stream.timeBase
        return [stream.index, { from: stream, to: copy }] as const
      }),
    )
    check(await output.openOutput(), `create ${options.out}`)
    using settings = Dictionary.fromObject({ ...target.options, avoid_negative_ts: 'disabled' })
    check(await output.writeHeader(settings), 'write the header')
    await copyPackets(input.context, output, streams, options.onPacket)
    check(await output.writeTrailer(), 'write the index')
  } finally {
    await output.closeOutput()
    output.freeContext()
    input.close()
  }
}

type Pair = {
  from: { timeBase: { num: number; den: number } }
  to: { index: number; timeBase: { num: number; den: number } }
}

async function copyPackets(
  input: FormatContext,
  output: FormatContext,
  streams: ReadonlyMap<number, Pair>,
  onPacket: () => Promise<void> | undefined,
): Promise<void> {
  let written = 0
  const packets = readLibavPackets(input)
  for (;;) {
    const next = readOrEnd(packets, written)
    if (!next) return
    const pair = streams.get(next.streamIndex)
    if (!pair) continue
    next.rescaleTs(pair.from.timeBase, pair.to.timeBase)
    next.streamIndex = pair.to.index
    next.pos = -1n
    check(output.interleavedWriteFrameSync(next), 'write a packet')
    written++
    await onPacket()
  }
}

function readOrEnd(packets: ReturnType<typeof readLibavPackets>, written: number) {
  try {
    const step = packets.next()
    return step.done ? undefined : step.value
  } catch (error) {
    if (written > 0) return undefined
    throw error
  }
}
