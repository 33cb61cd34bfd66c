/**
 * What one frame of panning costs at 50 lanes × 3 h and 10^6 events: the arithmetic alone, against walking the samples
 * in view, which is what a waveform view without levels of detail does at every zoom.
 */
import assert from 'node:assert/strict'
import { calculateBarSegments } from 'wavesurfer.js/dist/renderer-utils.js'
import { createSignalPyramid } from '../../app/server/signalTiles.ts'
import { indexSenders, planEventColumns } from '../../app/web/timeline/eventColumns.ts'
import { findVisibleRows, layoutRows } from '../../app/web/timeline/layout.ts'
import { openPyramid, readBars, type PeakPyramid } from '../../app/web/timeline/pyramid.ts'
import { planRuler } from '../../app/web/timeline/ruler.ts'
import { usPerPx, type Scale } from '../../app/web/timeline/viewport.ts'
import { micros } from '../../core/time/index.ts'
import { formatPeaks, signalBucketUs, type Peaks } from '../../core/protocol/index.ts'
import { wholeClass } from '../web/timeline/harness/lesson.ts'
import { makeRandom, speak } from '../web/timeline/harness/sound.ts'
import type { Bench } from './report.ts'

const LENGTH_US = 3 * 3_600_000_000
const LANES = 25
const WIDTH_PX = 1228
const BAR_PX = 2
const BARS = WIDTH_PX / BAR_PX
const EVENTS = 1_000_000

const timed = (work: () => void, times: number): number => {
  const start = performance.now()
  for (let k = 0; k < times; k++) work()
  return (performance.now() - start) / times
}

const scaleOf = (share: number): Scale => {
  const length = LENGTH_US * share
  const start = (LENGTH_US - length) / 2
  return { view: { start: micros(start), end: micros(start + length) }, widthPx: WIDTH_PX }
}

/** The samples in view handed whole to wavesurfer's bars. */
function walkSamples({ max, min }: Peaks, { view }: Scale): number {
  const [from, to] = [Math.floor(view.start / 1e4), Math.floor(view.end / 1e4)]
  const channelData = [Float32Array.from(max.subarray(from, to)), Float32Array.from(min.subarray(from, to))]
  const barIndexScale = BARS / (to - from)
  const geometry = { barIndexScale, barSpacing: 2, barWidth: 1.5, halfHeight: 12, vScale: 1 / 127 }
  return calculateBarSegments({
    ...geometry,
    channelData,
    canvasHeight: 24,
    barAlign: undefined,
    barMinHeight: 1,
  }).length
}

const readView = (pyramid: PeakPyramid, scale: Scale): Float32Array =>
  readBars(pyramid, scale.view.start, usPerPx(scale) * BAR_PX, BARS).top

function assertSamePeaks(peaks: Peaks, pyramid: PeakPyramid, scale: Scale): void {
  const top = readView(pyramid, scale)
  const perBar = (usPerPx(scale) * BAR_PX) / 1e4
  for (let k = 0; k < BARS; k++) {
    const from = scale.view.start / 1e4 + k * perBar
    const under = peaks.max.subarray(Math.floor(from + 1e-9), Math.ceil(from + perBar - 1e-9))
    assert(Math.round(top[k]! * 127) >= under.reduce((a, b) => Math.max(a, b), 0), `bar ${k} hides a peak`)
  }
}

export const bench: Bench = async (report) => {
  const speech = Array.from({ length: 3 }, (_, seed) => speak(seed, LENGTH_US))
  const pyramids = speech.map((peaks) => openPyramid(formatPeaks(peaks)))
  const lanes = Array.from({ length: LANES }, (_, lane) => lane % speech.length)
  report({
    what: 'levels of detail of 3 h of peaks, made once at ingest',
    value: timed(() => void formatPeaks(speech[0]!), 5),
    unit: 'ms',
  })

  for (const [name, share] of [
    ['whole session', 1],
    ['a minute', 1 / 180],
  ] as const) {
    const scale = scaleOf(share)
    for (const [k, peaks] of speech.entries()) assertSamePeaks(peaks, pyramids[k]!, scale)
    const walked = timed(() => lanes.forEach((lane) => void walkSamples(speech[lane]!, scale)), 3)
    const read = timed(() => lanes.forEach((lane) => void readView(pyramids[lane]!, scale)), 50)
    const baseline = { name: 'walking every peak in view', value: walked }
    report({ what: `25 waveforms, ${name} in view, a frame`, value: read, unit: 'ms', baseline })
  }

  const session = wholeClass(LANES)
  const layout = layoutRows({ session, tracks: [] })
  assert.equal(layout.rows.filter((row) => row.kind === 'lane').length, 2 * LANES)
  const arrange = timed(() => {
    findVisibleRows(layout, 300, 400)
    planRuler(scaleOf(0.3), 112)
  }, 200)
  const everyFrame = {
    name: 'laying 50 lanes out',
    value: timed(() => void layoutRows({ session, tracks: [] }), 200),
  }
  report({ what: 'rows that show and ruler, a frame', value: arrange, unit: 'ms', baseline: everyFrame })

  const random = makeRandom(11)
  const tUs = Float64Array.from({ length: EVENTS }, () => random() * LENGTH_US).sort()
  const log = { length: EVENTS, tUs, sender: (row: number) => `p${row % LANES}` }
  const personOf = indexSenders(
    log,
    session.people.map(({ identity }) => identity),
  )
  const scale = scaleOf(1)
  const counted = planEventColumns(scale, 3, log, personOf).reduce((sum, column) => sum + column.count, 0)
  assert.equal(counted, EVENTS)
  const planned = timed(() => void planEventColumns(scale, 3, log, personOf), 50)
  const walk = timed(() => {
    const counts = new Uint32Array(Math.ceil(WIDTH_PX / 3) + 1)
    for (const time of tUs) counts[Math.floor(time / (usPerPx(scale) * 3))]!++
    assert.equal(
      counts.reduce((a, b) => a + b, 0),
      EVENTS,
    )
  }, 5)
  const baseline = { name: 'counting every event', value: walk }
  report({ what: '10^6 log events, all in view, a frame', value: planned, unit: 'ms', baseline })

  const samples = {
    tUs: Float64Array.from({ length: EVENTS }, (_, k) => (k * LENGTH_US) / EVENTS),
    values: Float64Array.from({ length: EVENTS }, () => random()),
  }
  const signal = createSignalPyramid(samples)
  const level = 12
  const tile = timed(() => void signal.tile(level, 0, 0), 20)
  const shown = signal.tile(level, 0, 0).max.filter((value) => !Number.isNaN(value))
  assert.equal(shown.length, Math.ceil(LENGTH_US / signalBucketUs(level)))
  const each = timed(() => {
    const maxima = new Float64Array(shown.length).fill(-Infinity)
    samples.tUs.forEach((time, k) => {
      const at = Math.floor(time / signalBucketUs(level))
      maxima[at] = Math.max(maxima[at]!, samples.values[k]!)
    })
    assert.deepEqual(maxima, shown)
  }, 3)
  report({
    what: 'a tile over all of a signal of 10^6 samples',
    value: tile,
    unit: 'ms',
    baseline: { name: 'walking every sample', value: each },
  })
  assert(signal.sizeBytes < EVENTS * 18, 'a signal is held in 18 bytes a sample')
}
