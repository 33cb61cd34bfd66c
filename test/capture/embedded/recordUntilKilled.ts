/** Records packets from a file at the pace they were sent, telling of each frame it handed over, until it is killed. */
import { readFile } from 'node:fs/promises'
import { createEmbeddedRecorder } from '../../../capture/embedded/embeddedRecorder.ts'
import { packetiseH264, packetiseVp8, sendPayloads, type MadeFrame } from './packetise.ts'
import { makeTrack } from './record.ts'

const [spoolFolder, framesFile, mimeType] = process.argv.slice(2)
const nowNs = (): bigint => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6))
const track = makeTrack('video', mimeType!)
const recorder = createEmbeddedRecorder({
  spoolFolder: spoolFolder!,
  bucket: {
    uri: 's3://nowhere',
    put: () => Promise.reject(new Error('no bucket')),
    uploadFile: () => Promise.reject(new Error('no bucket')),
  },
  clock: { nowNs },
  ntpOf: 'publisher',
  version: 'test',
  events: { onInfo: () => undefined },
  subscribe: () => undefined,
})
const made = (JSON.parse(await readFile(framesFile!, 'utf8')) as { data: string; isKey: boolean }[]).map(
  ({ data, isKey }) => ({ data: Buffer.from(data, 'base64'), isKey }),
)
const FRAMES = 2000
const frames = Array.from({ length: FRAMES }, (_, at): MadeFrame => ({
  ...made[at % made.length]!,
  ticks: at * 3600,
}))
const payloads = (mimeType === 'video/H264' ? packetiseH264 : packetiseVp8)(frames)
const packets = sendPayloads(payloads, { trackId: track.trackId, mimeType: mimeType!, clockRateHz: 90_000 })
await recorder.start({
  roomName: 'room',
  roomId: 'RM_kill',
  target: { type: 'track', trackId: track.trackId },
  track,
})
const startNs = nowNs()
let sent = 0
setInterval(() => {
  const seconds = Number(nowNs() - startNs) / 1e9
  for (; sent < packets.length && payloads[sent]!.ticks / 90_000 <= seconds; sent++) {
    recorder.onRtp({ ...packets[sent]!, arrivalNs: nowNs() })
    if (payloads[sent]!.marker) process.stdout.write(`${payloads[sent]!.frame}\n`)
  }
}, 10)
