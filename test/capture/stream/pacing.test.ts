import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBackOff } from '../../../capture/stream/backOff.ts'
import { BlockCutter } from '../../../capture/stream/blocks.ts'
import { Pacer } from '../../../capture/stream/pacer.ts'
import { PictureQueue, SoundRow } from '../../../capture/stream/queues.ts'
import { StampSeat } from '../../../capture/stream/stampSeat.ts'

const NOW_MS = 1000

it('plays a file by its time stamps, whenever they are read ahead', () => {
  const steps = fc.array(fc.record({ stepMs: fc.integer({ min: 1, max: 4000 }), aheadMs: fc.nat(900) }), {
    minLength: 2,
  })
  fc.assert(
    fc.property(steps, (frames) => {
      const pacer = new Pacer({ isLive: false })
      const first = pacer.place(0, NOW_MS)
      let ptsMs = 0
      for (const { stepMs, aheadMs } of frames) {
        ptsMs += stepMs
        const { dueMs, isAnew } = pacer.place(ptsMs * 1000, first.dueMs + ptsMs - aheadMs)
        expect(isAnew).toBe(false)
        expect(dueMs).toBeCloseTo(first.dueMs + ptsMs, 6)
      }
    }),
  )
})

it('begins anew where the machine stood still', () => {
  const pacer = new Pacer({ isLive: false })
  pacer.place(0, NOW_MS)
  const late = pacer.place(40_000, NOW_MS + 10_000)
  expect(late.isAnew).toBe(true)
  expect(late.dueMs).toBeGreaterThan(NOW_MS + 10_000)
})

it('places a live source by its fastest arrivals: jitter moves nothing, drift is followed', () => {
  for (const ppm of [-300, 0, 300]) {
    const pacer = new Pacer({ isLive: true })
    let seed = 7
    let dueMs = 0
    let trueMs = 0
    let begins = 0
    for (let frame = 0; frame < 10_000; frame++) {
      seed = (seed * 48_271) % 0x7fffffff
      trueMs = NOW_MS + frame * 40 * (1 + ppm * 1e-6)
      const placed = pacer.place(frame * 40_000, trueMs + (seed % 31))
      dueMs = placed.dueMs
      if (placed.isAnew) begins++
    }
    expect(begins).toBe(1)
    // 40 ms of delay; in 400 s 300 ppm are 120 ms.
    expect(Math.abs(dueMs - trueMs - 40)).toBeLessThan(8)
  }
})

it('plays live sound whole that comes 0.7 s at once, as FFmpeg packs it, and is moved by no single stall', () => {
  const pacer = new Pacer({ isLive: true })
  const row = new SoundRow(200)
  const stall = { fromMs: 10_000, toMs: 10_800 }
  let [heard, silent, lastDelayMs] = [0, 0, 0]
  for (let nowMs = 0, block = 0; nowMs < 20_000; nowMs += 10) {
    const isStalled = nowMs >= stall.fromMs && nowMs < stall.toMs
    const upTo = isStalled ? 0 : Math.floor(nowMs / 700) * 70
    for (; block < upTo; block++) {
      const { dueMs } = pacer.place(block * 10_000, nowMs)
      row.push(dueMs, new Int16Array(480))
      lastDelayMs = dueMs - block * 10
    }
    const taken = row.take(nowMs)
    if (nowMs < 5000) continue
    heard += taken.filter((one) => one !== undefined).length
    silent += taken.filter((one) => one === undefined).length
  }
  expect(silent).toBeLessThan(80)
  expect(heard).toBeGreaterThan(1300)
  expect(lastDelayMs).toBeLessThan(720)
})

it('captures no picture before it is due, none late, and counts what it drops', () => {
  const actions = fc.array(
    fc.oneof(
      fc.record({ push: fc.integer({ min: -400, max: 400 }) }),
      fc.record({ pass: fc.integer({ min: 0, max: 300 }) }),
    ),
    { maxLength: 200 },
  )
  fc.assert(
    fc.property(actions, (list) => {
      const queue = new PictureQueue<number>(8)
      let nowMs = NOW_MS
      let [pushed, taken] = [0, 0]
      for (const action of list) {
        if ('push' in action) queue.push(nowMs + action.push, pushed++)
        else nowMs += action.pass
        expect(queue.length).toBeLessThanOrEqual(8)
        if ('push' in action) continue
        for (const { dueMs } of queue.take(nowMs)) {
          taken++
          expect(dueMs).toBeLessThanOrEqual(nowMs)
          expect(nowMs - dueMs).toBeLessThanOrEqual(200)
        }
      }
      expect(taken + queue.dropped + queue.length).toBe(pushed)
    }),
  )
})

it('keeps sound one unbroken row: lacking blocks become silence, doubled ones go', () => {
  const row = new SoundRow(200)
  const due = [0, 1, 2, 3, 10, 11, 12, 12, 12, 12, 13, 14, 40]
  const taken: (number | undefined)[] = []
  for (let n = 0; n <= 50; n++) {
    for (const at of due) if (at === n) row.push(NOW_MS + at * 10, new Int16Array(480).fill(at + 1))
    for (const block of row.take(NOW_MS + n * 10)) taken.push(block && block[0]! - 1)
  }
  const sounds = taken.flatMap((at, n) => (at === undefined ? [] : [{ at, n }]))
  // Never a block of 10 ms and a half away from its place.
  expect(sounds.filter(({ at, n }) => Math.abs(at - n) > 1.5)).toEqual([])
  expect(new Set(sounds.map(({ at }) => at))).toEqual(new Set(due))
  expect(sounds.length + row.dropped).toBe(due.length)
  expect(row.dropped).toBeGreaterThan(0)
  expect(row.filled).toBe(taken.length - sounds.length)
  // What comes no more is silence, 60 ms behind.
  expect(taken.length).toBe(44)
})

it('goes on with sound that drifts by a block now and then, never more', () => {
  const row = new SoundRow(200)
  const counts = { sound: 0, lacking: 0 }
  for (let n = 0; n < 6000; n++) {
    const dueMs = NOW_MS + n * 10 * 1.0003
    row.push(dueMs, new Int16Array(480))
    for (const one of row.take(dueMs)) counts[one ? 'sound' : 'lacking']++
  }
  expect(counts.sound).toBe(6000)
  // 60 s at 300 ppm: 18 ms.
  expect(counts.lacking).toBeLessThanOrEqual(2)
})

it('cuts sound into blocks of 10 ms with the time of their first sample', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 40 }), (sizes) => {
      const cutter = new BlockCutter(1)
      let at = 0
      const blocks = sizes.flatMap((size) => {
        const samples = Float32Array.from({ length: size }, (_, n) => ((at + n) % 30_000) / 32_767)
        const ptsUs = Math.round((at / 48_000) * 1e6)
        at += size
        return [...cutter.push(samples, ptsUs)]
      })
      expect(blocks.length).toBe(Math.floor(at / 480))
      blocks.forEach(({ ptsUs, samples }, n) => {
        expect(Math.abs(ptsUs - n * 10_000)).toBeLessThan(2)
        expect(Math.abs(samples[0]! - ((n * 480) % 30_000))).toBeLessThanOrEqual(1)
      })
    }),
  )
})

it('waits longer and longer, up to half a minute, and begins anew after it worked', () => {
  const backOff = createBackOff(() => 0)
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map(() => backOff.next())).toEqual([
    500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
  ])
  backOff.reset()
  expect(backOff.next()).toBe(500)
  expect(createBackOff(() => 1).next()).toBe(375)
})

it('keeps what libwebrtc makes of its times near the truth, whatever comes late', () => {
  const lateness = fc.array(
    fc.oneof({ weight: 9, arbitrary: fc.nat(800) }, fc.integer({ min: 1000, max: 90_000 })),
    {
      minLength: 400,
      maxLength: 400,
    },
  )
  fc.assert(
    fc.property(lateness, (lateUs) => {
      const seat = new StampSeat()
      const plain = new Aligner()
      const seated = new Aligner()
      const wrong: { plain: number; seated: number }[] = []
      for (const [n, late] of [60_000, 40_000, ...lateUs].entries()) {
        const dueUs = n * 40_000
        const nowUs = dueUs + late
        const given = seat.stamp(dueUs, nowUs)
        expect(given - dueUs).toBe(Math.round((given - dueUs) / 1e6) * 1e6)
        wrong.push({
          plain: Math.abs(plain.translate(dueUs, nowUs) - dueUs),
          seated: Math.abs(seated.translate(given, nowUs) - dueUs),
        })
      }
      const settled = wrong.slice(50)
      const meanOf = (kind: 'plain' | 'seated') =>
        settled.reduce((sum, one) => sum + one[kind], 0) / settled.length
      // Without, the first two pictures alone leave 10 ms and more.
      expect(meanOf('plain')).toBeGreaterThan(10_000)
      expect(meanOf('seated')).toBeLessThan(meanOf('plain') / 2)
    }),
    { numRuns: 50 },
  )
})

/** libwebrtc's own, as rtc_base/timestamp_aligner.cc has it. */
class Aligner {
  private offsetUs = 0
  private framesSeen = 0
  private clipBiasUs = 0
  translate(captureUs: number, systemUs: number): number {
    const diffUs = systemUs - captureUs
    const errorUs = diffUs - this.offsetUs
    if (Math.abs(errorUs) > 300_000) {
      this.framesSeen = 0
      this.clipBiasUs = 0
    }
    if (this.framesSeen < 100) this.framesSeen++
    this.offsetUs += errorUs / this.framesSeen
    const timeUs = captureUs + this.offsetUs - this.clipBiasUs
    if (timeUs <= systemUs) return timeUs
    this.clipBiasUs += timeUs - systemUs
    return systemUs
  }
}
