/** Packets through a recording into a journal and a file, without a room, a bucket or a clock. */
import { join } from 'node:path'
import { createJournal } from '../../../capture/embedded/journal/openJournal.ts'
import { muxJournal, type MuxedJournal } from '../../../capture/embedded/mux/muxJournal.ts'
import { createTrackRecording, type RecordingState } from '../../../capture/embedded/recording.ts'
import type { RtpPacketIn, SenderReportIn } from '../../../capture/model/media.ts'
import type { TrackFacts } from '../../../capture/model/recorder.ts'
import { makeHead } from './journalHead.ts'

export type Arrival = RtpPacketIn | SenderReportIn

export interface Recorded {
  readonly muxed: MuxedJournal
  readonly state: RecordingState
  readonly asked: number
}

let count = 0

/** Hands on what arrives in this order, ticking each 50 ms of arrival time. */
export async function recordPackets(
  folder: string,
  arrivals: readonly Arrival[],
  track: TrackFacts,
): Promise<Recorded> {
  const egressId = `EG_test${count++}`
  const path = join(folder, `${egressId}.journal`)
  const journal = await createJournal(path, makeHead(egressId, track))
  const recording = createTrackRecording({ journal, run: 'test', isResumed: false })
  let asked = 0
  recording.onTrack({ facts: track, requestKeyFrame: () => void asked++ })
  let tickedNs = 0n
  for (const one of arrivals) {
    if (one.arrivalNs - tickedNs >= 50_000_000n) recording.tick((tickedNs = one.arrivalNs))
    if ('payload' in one) recording.onRtp(one)
    else recording.onSenderReport(one)
  }
  const endNs = (arrivals.at(-1)?.arrivalNs ?? 0n) + 1_000_000_000n
  recording.tick(endNs)
  recording.end('test', endNs)
  const { state } = recording
  await journal.close()
  return { muxed: (await muxJournal(path, join(folder, egressId)))!, state, asked }
}
