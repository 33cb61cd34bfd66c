/**
 * When people spoke, listened for in one recording after another: the loudness is read, the utterances are kept. At
 * 25 buckets a second three hours of a microphone are 0.8 MB, gone again when its utterances are found.
 */
import { readLoudness, type PeakedRecording, type ReadPeakBytes } from './peakBytes.ts'
import { findUtterances, type Utterances } from './utterances.ts'

export interface Hearing {
  find(recording: PeakedRecording): Utterances | undefined
  /** Listens to those not heard yet, in order; returns how to stop. One that cannot be read is left out. */
  listen(recordings: readonly PeakedRecording[]): () => void
  /** Calls the listener after each recording heard; returns how to stop. */
  subscribe(listener: () => void): () => void
}

const PER_SECOND = 25

const keyOf = ({ recordingId, version }: PeakedRecording): string => `${recordingId} ${version}`

export function createHearing(read: ReadPeakBytes): Hearing {
  const heard = new Map<string, Utterances | undefined>()
  const listeners = new Set<() => void>()

  async function listen(recordings: readonly PeakedRecording[], signal: AbortSignal): Promise<void> {
    for (const recording of recordings) {
      if (heard.has(keyOf(recording))) continue
      const loudness = await readLoudness(read, recording, { perSecond: PER_SECOND, signal }).catch(
        () => undefined,
      )
      if (signal.aborted) return
      heard.set(keyOf(recording), loudness && findUtterances(loudness))
      for (const listener of listeners) listener()
    }
  }

  return {
    find: (recording) => heard.get(keyOf(recording)),
    listen(recordings) {
      const scope = new AbortController()
      void listen(recordings, scope.signal)
      return () => scope.abort()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
