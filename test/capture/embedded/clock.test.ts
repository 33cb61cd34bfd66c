import { describe, expect, it } from 'vitest'
import { createClockCollector } from '../../../capture/embedded/clock/collect.ts'
import { fitWallClock } from '../../../capture/embedded/clock/fitWallClock.ts'
import { joinEpochs, type JoinableEpoch } from '../../../capture/embedded/clock/joinEpochs.ts'

const START_NS = 1_749_655_840_000_000_000n
const RATE = 90_000

interface Sender {
  readonly seconds: number
  /** Of the sender's clock and its RTP clock, against ours. */
  readonly offsetMs?: number
  readonly skewPpm?: number
  readonly delayMs?: number
  readonly firstReportS?: number
  readonly reports?: boolean
  readonly fromS?: number
  readonly firstRtp?: number
  readonly scatterMs?: number
  /** Pictures until then are stamped 45 ms early by the browser, s. */
  readonly seatedAtS?: number
}

const ns = (s: number): bigint => START_NS + BigInt(Math.round(s * 1e9))

/** Frames at 15 fps and a report a second, each repeated once; one in 20 wildly wrong. Media time 0 is at START_NS. */
function send(sender: Sender): JoinableEpoch {
  const {
    seconds,
    offsetMs = 0,
    skewPpm = 0,
    delayMs = 2,
    firstReportS = 5,
    fromS = 0,
    scatterMs = 0.5,
  } = sender
  let seed = 3
  const random = (): number => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
  const clock = createClockCollector(RATE)
  const skew = 1 + skewPpm / 1e6
  const early = (s: number): number => (s < (sender.seatedAtS ?? 0) ? 0.045 : 0)
  const rtpAt = (s: number): number =>
    Math.round((sender.firstRtp ?? 1_000_000) + (s - fromS - early(s)) * RATE * skew)
  let first: { rtp: number; arrivalNs: bigint } | undefined
  for (let s = fromS; s < fromS + seconds; s += 1 / 15) {
    const arrivalNs = ns(s + (delayMs + random() * 20) / 1000)
    const frame = { rtp: rtpAt(s), arrivalNs, isRecovered: false }
    first ??= frame
    clock.addFrame(frame)
  }
  for (let s = fromS + firstReportS; sender.reports !== false && s < fromS + seconds; s += 1) {
    const wrong = random() < 0.05 ? 0.2 : 0
    const report = {
      rtp: rtpAt(s),
      senderNs: ns(s * skew + (offsetMs + scatterMs * (random() - 0.5)) / 1000 + wrong),
      arrivalNs: ns(s + (delayMs + random() * 20) / 1000),
    }
    clock.addReport(report)
    clock.addReport({ ...report, arrivalNs: report.arrivalNs + 300_000_000n })
  }
  return { ...clock.end(), record: { clockRateHz: RATE }, firstFrame: first }
}

const fit = (...epochs: JoinableEpoch[]) =>
  fitWallClock(epochs, joinEpochs(epochs), { kind: 'video', ntpOf: 'publisher' })!

const errorMs = (wallNs: bigint, truthNs = START_NS): number => Number(wallNs - truthNs) / 1e6

describe('the wall clock of media time 0', () => {
  it('is the sender clock at the first frame, within 1 ms, however late the first report came', () => {
    const { pts0, sender, drift, readings } = fit(send({ seconds: 600 }))
    expect(Math.abs(errorMs(sender!.wallNs))).toBeLessThan(1)
    expect(Math.abs(errorMs(pts0.wallNs))).toBeLessThan(1)
    expect(pts0.method).toBe('sender_reports')
    expect(pts0.sigmaNs).toBeGreaterThan(500_000)
    expect(Math.abs(drift!.ppm)).toBeLessThan(1)
    expect(readings.every(({ clock }) => clock === 'device')).toBe(true)
    const delaysMs = readings.map(({ recvNs, wallNs }) => Number(recvNs! - wallNs) / 1e6)
    expect(Math.min(...delaysMs)).toBeGreaterThan(1)
    expect(readings.length).toBeGreaterThan(100)
    expect(readings.length).toBeLessThan(130)
  })

  it('is that of the pictures after a browser has stamped its first ones early', () => {
    for (const seconds of [30, 120]) {
      const sender = { seconds, seatedAtS: 3, firstReportS: 1, firstRtp: 0 }
      const { pts0, drift, readings } = fit(send(sender))
      // Media time counts from the first picture, which was stamped 45 ms early: the later ones say so.
      expect(Math.abs(errorMs(pts0.wallNs) + 45)).toBeLessThan(2)
      expect(Math.abs(drift!.ppm)).toBeLessThan(20)
      const offsets = readings.map(({ ptsUs, wallNs }) => errorMs(wallNs) - ptsUs / 1000)
      const late = offsets.filter((ms) => Math.abs(ms + 45) < 2)
      const wrong = offsets.filter((ms) => Math.abs(ms - 200) < 60)
      // Each is one of the two: none lies between.
      expect(late.length).toBeGreaterThan(0.75 * offsets.length)
      expect(offsets.filter((ms) => Math.abs(ms) < 2).length + late.length + wrong.length).toBe(
        offsets.length,
      )
    }
  })

  it('tells the drift of a skewed publisher within 5 ppm after 10 minutes', () => {
    const { senderDrift, drift, pts0 } = fit(send({ seconds: 600, skewPpm: 80, delayMs: 20 }))
    expect(Math.abs(senderDrift!.ppm + 80)).toBeLessThan(5)
    expect(Math.abs(drift!.ppm)).toBeLessThan(1)
    expect(Math.abs(errorMs(pts0.wallNs)) * 1e6).toBeLessThan(3 * pts0.sigmaNs)
  })

  it('is moved to our clock where the sender clock is plainly wrong, and σ says how badly that is known', () => {
    const { pts0, sender } = fit(send({ seconds: 120, offsetMs: -90_000, delayMs: 30 }))
    expect(Math.abs(errorMs(sender!.wallNs) + 90_000)).toBeLessThan(1)
    expect(pts0.method).toBe('sender_reports_offset')
    expect(Math.abs(errorMs(pts0.wallNs)) * 1e6).toBeLessThan(3 * pts0.sigmaNs)
    expect(pts0.sigmaNs).toBeGreaterThanOrEqual(20_000_000)
  })

  it('comes from arrivals without any report, with a larger σ', () => {
    for (const seconds of [0.5, 60]) {
      const { pts0, readings } = fit(send({ seconds, reports: false, delayMs: 40 }))
      expect(pts0.method).toBe(seconds < 1 ? 'first_arrival' : 'arrivals')
      expect(pts0.sigmaNs).toBeGreaterThanOrEqual(25_000_000)
      expect(Math.abs(errorMs(pts0.wallNs)) * 1e6).toBeLessThan(3 * pts0.sigmaNs)
      expect(readings).toEqual([])
    }
  })
})

describe('epochs with RTP clocks of their own', () => {
  const before = send({ seconds: 60, skewPpm: 50 })
  const truth = 100 * RATE * (1 + 50e-6)

  it('go on at the right media time by sender reports, over a hole, within 2 ms', () => {
    const after = send({ seconds: 60, skewPpm: 50, fromS: 100, firstRtp: 77 })
    const [first, second] = joinEpochs([before, after])
    expect(first).toMatchObject({ originRtp: 1_000_000, by: 'first_frame' })
    expect(second!.by).toBe('sender_reports')
    expect(Math.abs(77 - second!.originRtp - truth) / RATE).toBeLessThan(0.002)
  })

  it('by arrivals where there are no reports', () => {
    const after = send({ seconds: 60, skewPpm: 50, fromS: 100, firstRtp: 77, reports: false })
    const [, second] = joinEpochs([before, after])
    expect(second!.by).toBe('arrivals')
    expect(Math.abs(77 - second!.originRtp - truth) / RATE).toBeLessThan(0.02)
  })
})

it('takes off by how much the sender reads its clock late', () => {
  const epochs = [send({ seconds: 60, offsetMs: 20, delayMs: 25, scatterMs: 0 })]
  const options = { kind: 'audio', ntpOf: 'publisher', stampLateUs: 20_000 } as const
  const { pts0, sender, readings, senderOffsetNs } = fitWallClock(epochs, joinEpochs(epochs), options)!
  expect(Math.abs(errorMs(sender!.wallNs))).toBeLessThan(0.1)
  expect(Math.abs(errorMs(pts0.wallNs))).toBeLessThan(0.1)
  const offsets = readings.map(({ wallNs, ptsUs }) => errorMs(wallNs) - ptsUs / 1000)
  expect(Math.abs(offsets.toSorted((a, b) => a - b)[offsets.length >> 1]!)).toBeLessThan(0.1)
  // How far the clocks are apart is read off the reports as they came: they were sent when they say.
  expect(senderOffsetNs! / 1e6).toBeGreaterThan(4)
  expect(senderOffsetNs! / 1e6).toBeLessThan(8)
})
