/** Peaks by recording: fetched when a lane first shows, kept as pyramids, told to whoever draws. */
import { parsePeaks, type Peaks } from '../../../core/protocol/binary.ts'
import type { RecordingView } from '../../../core/protocol/session.ts'
import { buildPyramid, type PeakPyramid } from './pyramid.ts'

/** Reads one recording's peaks; rejects where there are none. */
export type ReadPeaks = (recording: RecordingView, signal: AbortSignal) => Promise<Peaks>

export interface PeaksStore {
  /** The pyramid where it is here, `failed` where it cannot be had; asks for it the first time. */
  find(recording: RecordingView): PeakPyramid | 'loading' | 'failed'
  /** Calls the listener after each pyramid that arrives; returns how to stop. Reads only while someone listens. */
  subscribe(listener: () => void): () => void
  /** How many answers have arrived. */
  revision(): number
}

const AT_ONCE = 4

/** Fetches `/api/recordings/:id/peaks`, whose answer never changes for one version. */
export const fetchPeaks: ReadPeaks = async ({ recordingId, version }, signal) => {
  const path = `/api/recordings/${encodeURIComponent(recordingId)}/peaks?v=${encodeURIComponent(version)}`
  const response = await fetch(path, { signal })
  if (!response.ok) throw new Error(`peaks of ${recordingId}: HTTP ${response.status}`)
  return parsePeaks(await response.arrayBuffer())
}

/** Makes a store that reads at most four files at once, the latest asked for first. */
export function createPeaksStore(readPeaks: ReadPeaks = fetchPeaks): PeaksStore {
  const found = new Map<string, PeakPyramid | 'loading' | 'failed'>()
  const listeners = new Set<() => void>()
  let waiting: { key: string; recording: RecordingView }[] = []
  let reading = new AbortController()
  let running = 0
  let revision = 0

  async function read(key: string, recording: RecordingView): Promise<void> {
    const { signal } = reading
    running++
    const answer = await readPeaks(recording, signal).then(buildPyramid, () => 'failed' as const)
    if (signal.aborted) return
    running--
    revision++
    found.set(key, answer)
    for (const listener of listeners) listener()
    pump()
  }

  function pump(): void {
    while (listeners.size > 0 && running < AT_ONCE && waiting.length > 0) {
      const { key, recording } = waiting.pop()!
      void read(key, recording)
    }
  }

  function stop(): void {
    reading.abort()
    reading = new AbortController()
    running = 0
    waiting = []
    for (const [key, state] of found) if (state === 'loading') found.delete(key)
  }

  return {
    find(recording) {
      if (!recording.hasPeaks) return 'failed'
      const key = `${recording.recordingId} ${recording.version}`
      const known = found.get(key)
      if (known) return known
      found.set(key, 'loading')
      waiting.push({ key, recording })
      queueMicrotask(pump)
      return 'loading'
    },
    subscribe(listener) {
      listeners.add(listener)
      pump()
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop()
      }
    },
    revision: () => revision,
  }
}
