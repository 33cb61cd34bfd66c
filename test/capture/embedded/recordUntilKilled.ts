/** Records packets from a file at the pace they were sent, telling of each frame it handed over, until it is killed. */
import { readFile } from 'node:fs/promises'
import { createJournal } from '../../../capture/embedded/journal/openJournal.ts'
import { createTrackRecording } from '../../../capture/embedded/recording.ts'
import { packetiseH264, packetiseVp8, sendPayloads, type MadeFrame } from './packetise.ts'
import { makeHead, makeTrack } from './journalHead.ts'

const [journalPath, framesFile, mimeType] = process.argv.slice(2)
const FRAMES = 2000
const nowNs = (): bigint => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6))
const track = makeTrack('video', mimeType!)
const made = (JSON.parse(await readFile(framesFile!, 'utf8')) as { data: string; isKey: boolean }[]).map(
  ({ data, isKey }) => ({ data: Buffer.from(data, 'base64'), isKey }),
)
const frames = Array.from({ length: FRAMES }, (_, at): MadeFrame => ({
  ...made[at % made.length]!,
  ticks: at * 3600,
}))
const payloads = (mimeType === 'video/H264' ? packetiseH264 : packetiseVp8)(frames)
const packets = sendPayloads(payloads, {
  trackId: track.trackId,
  mimeType: mimeType!,
  clockRateHz: 90_000,
})
const journal = await createJournal(journalPath!, makeHead('EG_killed', track))
const recording = createTrackRecording({ journal, run: 'killed', isResumed: false })
const startNs = nowNs()
let sent = 0
setInterval(() => {
  const seconds = Number(nowNs() - startNs) / 1e9
  for (; sent < packets.length && payloads[sent]!.ticks / 90_000 <= seconds; sent++) {
    recording.onRtp({ ...packets[sent]!, arrivalNs: nowNs() })
    if (payloads[sent]!.marker) process.stdout.write(`${payloads[sent]!.frame}\n`)
  }
  recording.tick(nowNs())
}, 20)
