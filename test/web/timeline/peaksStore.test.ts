import { describe, expect, it } from 'vitest'
import { createHearing } from '../../../app/web/timeline/hearing.ts'
import { HEAD_BYTES, type ReadPeakBytes } from '../../../app/web/timeline/peakBytes.ts'
import { createPeaksStore } from '../../../app/web/timeline/peaksStore.ts'
import { openPyramid, readBars, type PeakPyramid } from '../../../app/web/timeline/pyramid.ts'
import { formatPeaks } from '../../../core/protocol/index.ts'
import { makeRecording } from './harness/lesson.ts'
import { speak } from './harness/sound.ts'

const HOUR_US = 3.6e9
const file = formatPeaks(speak(1, HOUR_US))
const recordings = Array.from({ length: 50 }, (_, k) =>
  makeRecording({ id: `r${k}`, startS: 0, endS: 3600, kind: 'audio', grade: 'A', sigmaMs: 5 }),
)

function rig({ limitBytes }: { limitBytes?: number } = {}) {
  const read: { id: string; bytes: number }[] = []
  const readBytes: ReadPeakBytes = ({ recordingId }, { start, end }) => {
    const bytes = file.slice(start, end)
    read.push({ id: recordingId, bytes: bytes.length })
    return Promise.resolve(bytes)
  }
  const store = createPeaksStore(readBytes, limitBytes === undefined ? {} : { limitBytes })
  const viewer = {}
  /** Looks until nothing more is on its way. */
  async function draw(lanes: typeof recordings, fromUs: number, barUs: number) {
    for (;;) {
      const before = read.length
      const drawn = store.look(viewer, () =>
        lanes.map((lane) => {
          const pyramid = store.find(lane)
          return typeof pyramid === 'string' ? undefined : readBars(pyramid, fromUs, barUs, 400)
        }),
      )
      for (let turn = 0; turn < 400; turn++) await Promise.resolve()
      if (read.length === before) return drawn
    }
  }
  return { read, store, draw, readBytes }
}

describe('peaks store', () => {
  it('draws a whole session from one small request a recording', async () => {
    const { read, draw } = rig()
    const drawn = await draw(recordings, 0, HOUR_US / 400)
    expect(drawn[7]).toEqual(readBars(openPyramid(file), 0, HOUR_US / 400, 400))
    expect(read.length).toBe(50)
    expect(Math.max(...read.map(({ bytes }) => bytes))).toBe(HEAD_BYTES)
  })

  it('reads of a short view what shows, and draws the same bars as from the whole file', async () => {
    const { read, draw } = rig()
    const lanes = recordings.slice(0, 1)
    for (const [fromUs, barUs] of [
      [1.8e9, 15_000],
      [-1e6, 50_000],
      [3.59e9, 200_000],
    ] as const)
      expect(await draw(lanes, fromUs, barUs)).toEqual([readBars(openPyramid(file), fromUs, barUs, 400)])
    const total = read.reduce((sum, { bytes }) => sum + bytes, 0)
    expect(total).toBeLessThan(file.length / 10)
  })

  it('holds no more than its limit however far fifty lanes are panned', async () => {
    const limitBytes = 6 << 20
    const { store, draw } = rig({ limitBytes })
    for (let fromUs = 0; fromUs < HOUR_US; fromUs += HOUR_US / 12) {
      await draw(recordings, fromUs, 30_000)
      expect(store.sizeBytes()).toBeLessThanOrEqual(limitBytes)
    }
    expect(store.sizeBytes()).toBeGreaterThan(limitBytes / 2)
  })

  it('says that peaks failed, and does not ask for those of a recording without', async () => {
    const store = createPeaksStore(() => Promise.reject(new Error('404')))
    const failed = new Promise<void>((done) => store.subscribe(done))
    const look = (hasPeaks: boolean): PeakPyramid | string =>
      store.look(recordings, () => store.find({ ...recordings[0]!, hasPeaks }))
    expect(look(true)).toBe('loading')
    await failed
    expect(look(true)).toBe('failed')
    expect(look(false)).toBe('failed')
  })

  it('hears who spoke in the loudness alone, one recording after another, and stops when told to', async () => {
    const { read, readBytes } = rig()
    const hearing = createHearing(readBytes)
    await new Promise<void>((done) => {
      const stop = hearing.listen(recordings.slice(0, 2))
      hearing.subscribe(() => {
        stop()
        done()
      })
    })
    expect(hearing.find(recordings[0]!)!.startsUs.length).toBeGreaterThan(100)
    expect(hearing.find(recordings[1]!)).toBeUndefined()
    const bytes = read.filter(({ id }) => id === recordings[0]!.recordingId).map((one) => one.bytes)
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(file.length / 3)
  })
})
