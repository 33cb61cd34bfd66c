import { describe, expect, it } from 'vitest'
import { createPeaksStore } from '../../../app/web/timeline/peaksStore.ts'
import type { Peaks, RecordingView } from '../../../core/protocol/index.ts'
import { makeRecording } from './harness/lesson.ts'
import { speak } from './harness/sound.ts'

const recordings = Array.from({ length: 6 }, (_, k) =>
  makeRecording({ id: `r${k}`, startS: 0, endS: 2, kind: 'audio', grade: 'A', sigmaMs: 5 }),
)

function rig() {
  const asked: {
    id: string
    signal: AbortSignal
    answer: (peaks: Peaks) => void
    refuse: (error: Error) => void
  }[] = []
  const store = createPeaksStore(
    ({ recordingId }: RecordingView, signal) =>
      new Promise<Peaks>((answer, refuse) => asked.push({ id: recordingId, signal, answer, refuse })),
  )
  const changed = (): Promise<void> => new Promise((done) => store.subscribe(done))
  return { asked, store, changed }
}

describe('peaks store', () => {
  it('reads each recording once, four at a time, the latest asked for first', async () => {
    const { asked, store, changed } = rig()
    const change = changed()
    for (const recording of [...recordings, ...recordings]) expect(store.find(recording)).toBe('loading')
    await Promise.resolve()
    expect(asked.map(({ id }) => id)).toEqual(['r5', 'r4', 'r3', 'r2'])
    asked[0]!.answer(speak(1, 2e6))
    await change
    expect(store.find(recordings[5]!)).toMatchObject({ bucketUs: 10_000 })
    expect(asked.map(({ id }) => id)).toEqual(['r5', 'r4', 'r3', 'r2', 'r1'])
    expect(store.revision()).toBe(1)
  })

  it('says that peaks failed, and does not ask for those of a recording without', async () => {
    const { asked, store, changed } = rig()
    const change = changed()
    store.find(recordings[0]!)
    await Promise.resolve()
    asked[0]!.refuse(new Error('404'))
    await change
    expect(store.find(recordings[0]!)).toBe('failed')
    expect(store.find({ ...recordings[1]!, hasPeaks: false })).toBe('failed')
  })

  it('stops reading when nobody listens, and begins anew for the next', async () => {
    const { asked, store } = rig()
    const leave = store.subscribe(() => undefined)
    store.find(recordings[0]!)
    await Promise.resolve()
    leave()
    expect(asked[0]!.signal.aborted).toBe(true)
    store.subscribe(() => undefined)
    expect(store.find(recordings[0]!)).toBe('loading')
    await Promise.resolve()
    expect(asked.length).toBe(2)
  })
})
