/**
 * Recordings that the store has as running and the embedded recorder does not know: they ended and the process was
 * killed before it could write that down, or their files are gone, or another recorder made them. Without an end they
 * would count as running for ever, and their tracks as recorded.
 */
import { EgressInfo, EgressStatus } from '@livekit/protocol'
import { isFinal } from '../model/recordingState.ts'
import { listOpenRecordings, putRecording, type StoredRecording } from '../store/recordings.ts'
import type { CaptureStore } from '../store/store.ts'

export interface SettleOptions {
  readonly store: CaptureStore
  readonly project: string
  /** Egress ids that the recorder goes on with, or brings to the bucket now. */
  readonly known: ReadonlySet<string>
  /** The text of its sidecar in the bucket; undefined where there is none. */
  readonly readSidecar: (recording: StoredRecording) => Promise<string | undefined>
}

/** Gives each its true end where the bucket has it, else `aborted`; one whose bucket does not answer waits. */
export async function settleRecordings(options: SettleOptions): Promise<EgressInfo[]> {
  const { store, project, known, readSidecar } = options
  const settled: EgressInfo[] = []
  for (const recording of listOpenRecordings(store, project)) {
    if (known.has(recording.info.egressId)) continue
    try {
      const info = readFinal(await readSidecar(recording)) ?? describeLost(recording)
      if (putRecording(store, project, { info })) settled.push(info)
    } catch {
      // The bucket does not answer: at the next start it may.
    }
  }
  return settled
}

function readFinal(text: string | undefined): EgressInfo | undefined {
  if (text === undefined) return undefined
  const info = EgressInfo.fromJsonString(text, { ignoreUnknownFields: true })
  return isFinal(info.status) ? info : undefined
}

function describeLost({ info }: StoredRecording): EgressInfo {
  const lost = info.clone()
  lost.status = EgressStatus.EGRESS_ABORTED
  lost.error = 'This recorder has nothing of it: its files are gone, or another recorder made it.'
  return lost
}
