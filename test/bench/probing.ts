/**
 * CPU of reading the packet table of a quiet camera of 2 h in an MP4, whose chunks hold thousands of packets each,
 * against mediabunny's own way from packet to packet; and the same for the packets of a file four times as long.
 */
import assert from 'node:assert/strict'
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny'
import { openFileReader } from '../../core/media/fileReader.ts'
import { probeByRange } from '../../core/media/probeByRange.ts'
import { makeLongVideo } from '../support/playback/longMedia.ts'
import type { Bench } from './report.ts'

const FPS = 30
const SECONDS = 7200
const LONGER = 4
const ROUNDS = 3

export const bench: Bench = async (report) => {
  const path = await makeLongVideo(1, SECONDS)
  const longPath = await makeLongVideo(1, SECONDS * LONGER)
  const plain = await leastCpu(async () => assert.equal(await countOneByOne(path), SECONDS * FPS))
  const ours = await leastCpu(async () => assert.equal(await countProbed(path), SECONDS * FPS))
  const long = await leastCpu(async () => assert.equal(await countProbed(longPath), SECONDS * LONGER * FPS))
  const perPacket = (cpuUs: number, times = 1): number => cpuUs / (SECONDS * FPS * times)
  report({
    what: `probe of a camera of ${SECONDS / 3600} h in an MP4, CPU a packet`,
    value: perPacket(ours),
    unit: 'µs',
    baseline: { name: 'mediabunny, packet by packet', value: perPacket(plain) },
  })
  report({
    what: `the same of ${(SECONDS * LONGER) / 3600} h, CPU a packet`,
    value: perPacket(long, LONGER),
    unit: 'µs',
    baseline: { name: `${SECONDS / 3600} h`, value: perPacket(ours) },
  })
}

/** CPU of the cheapest of some rounds, µs: the first ones also compile. */
async function leastCpu(work: () => Promise<void>): Promise<number> {
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, user + system)
  }
  return least
}

async function countProbed(path: string): Promise<number> {
  const reader = await openFileReader(path)
  try {
    const { streams } = await probeByRange(reader, () => {})
    return streams[0]!.packetCount
  } finally {
    await reader.close()
  }
}

async function countOneByOne(path: string): Promise<number> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(path) })
  try {
    const [track] = await input.getTracks()
    let count = 0
    for await (const _ of new EncodedPacketSink(track!).packets(undefined, undefined, { metadataOnly: true }))
      count++
    return count
  } finally {
    input.dispose()
  }
}
