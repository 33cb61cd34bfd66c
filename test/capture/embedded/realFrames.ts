/** Real bitstreams, made by ffmpeg and taken out of its files by mediabunny: what a sender would packetise. */
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run, words } from '../../support/mediaJudge.ts'
import { splitAnnexB, type MadeFrame } from './packetise.ts'

const PICTURE = (size: string, seconds: number): string[] =>
  words(`-v error -y -f lavfi -i testsrc2=size=${size}:rate=25:duration=${seconds},format=yuv420p`)
/** Irregular, as cameras are; a hole of 2 s before frame 30. */
const IRREGULAR = (frame: number): number =>
  frame * 3600 + (frame % 3) * 450 + (frame % 5) * 77 + (frame >= 30 ? 180_000 : 0)

export async function makeVp8(folder: string, size = '320x180', seconds = 3): Promise<MadeFrame[]> {
  const file = join(folder, `made-${size}.webm`)
  await run('ffmpeg', [
    ...PICTURE(size, seconds),
    ...words('-c:v libvpx -deadline realtime -cpu-used 8 -b:v 600k -g 25'),
    file,
  ])
  return (await readPackets(file)).map(({ data, isKey }, at) => ({ data, isKey, ticks: IRREGULAR(at) }))
}

export async function makeVp9(folder: string): Promise<MadeFrame[]> {
  const file = join(folder, 'made-vp9.webm')
  const codec =
    '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 400k -g 25 -lag-in-frames 0 -auto-alt-ref 0'
  await run('ffmpeg', [...PICTURE('320x180', 2), ...words(codec), file])
  return (await readPackets(file)).map(({ data, isKey }, at) => ({ data, isKey, ticks: IRREGULAR(at) }))
}

export async function makeH264(folder: string, size = '320x180', seconds = 3): Promise<MadeFrame[]> {
  const file = join(folder, `made-${size}.h264`)
  const codec =
    '-c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline -g 25 -x264-params slices=1:aud=1:repeat-headers=1:sliced-threads=0'
  await run('ffmpeg', [...PICTURE(size, seconds), ...words(codec), '-f', 'h264', file])
  const frames: Uint8Array[][] = []
  for (const unit of splitAnnexB(await readFile(file))) {
    if ((unit[0]! & 31) === 9) frames.push([])
    else frames.at(-1)!.push(Uint8Array.of(0, 0, 0, 1), unit)
  }
  return frames.map((units, at) => ({
    data: Buffer.concat(units),
    isKey: units.some((unit) => (unit[0]! & 31) === 5),
    ticks: IRREGULAR(at),
  }))
}

/** Packets of 20 ms; a hole of 3 s before packet 70. */
export async function makeOpus(folder: string): Promise<MadeFrame[]> {
  const file = join(folder, 'made.ogg')
  await run(
    'ffmpeg',
    words(`-v error -y -f lavfi -i sine=frequency=440:duration=3 -c:a libopus -b:a 32k -ac 1 ${file}`),
  )
  return (await readPackets(file)).map(({ data }, at) => ({
    data,
    isKey: true,
    ticks: at * 960 + (at >= 70 ? 144_000 : 0),
  }))
}

async function readPackets(file: string): Promise<{ data: Uint8Array; isKey: boolean }[]> {
  using input = new Input({ source: new FilePathSource(file), formats: ALL_FORMATS })
  const track = (await input.getPrimaryVideoTrack()) ?? (await input.getPrimaryAudioTrack())
  const packets: { data: Uint8Array; isKey: boolean }[] = []
  for await (const packet of new EncodedPacketSink(track!).packets())
    packets.push({ data: packet.data, isKey: packet.type === 'key' })
  return packets
}
