/** Signals of the people of a session, served as the server does: a slow wave with noise, a hole in its third quarter. */
import { createSignalPyramid, type SignalPyramid } from '../../../../app/server/signalTiles.ts'
import { createSignalStore } from '../../../../app/web/timeline/signalStore.ts'
import type { TimelineSignals } from '../../../../app/web/timeline/signalView.ts'
import { formatSignalTiles, type SessionDetail, type SignalSummary } from '../../../../core/protocol/index.ts'
import { makeRandom } from './sound.ts'

const NAMES = ['heartRate', 'gaze.x', 'gaze.y', 'rtt', 'jitter', 'temperature']

function makeOne({ people, durationUs }: SessionDetail, index: number, samples: number) {
  const random = makeRandom(index + 3)
  const kept = Array.from(
    { length: samples },
    (_, k) => ((k + random() * 0.5) / samples) * durationUs,
  ).filter((time) => time < durationUs * 0.55 || time > durationUs * 0.66)
  const tUs = Float64Array.from(kept)
  const values = tUs.map(
    (time) =>
      70 + 20 * Math.sin((time / durationUs) * (40 + index)) + 8 * (random() - 0.5) * Math.sin(time / 7e7),
  )
  const summary: SignalSummary = {
    signalId: `sig_${index}`,
    name: NAMES[index % NAMES.length]!,
    topic: 'telemetry',
    identity: index === 2 ? '' : people[index % people.length]!.identity,
    count: tUs.length,
    min: values.reduce((a, b) => Math.min(a, b)),
    max: values.reduce((a, b) => Math.max(a, b)),
    startUs: tUs[0]!,
    endUs: tUs.at(-1)!,
  }
  return { summary, pyramid: createSignalPyramid({ tUs, values }) }
}

export function makeSignals(
  session: SessionDetail,
  count: number,
  samples: number,
): TimelineSignals | undefined {
  if (count === 0) return undefined
  const made = Array.from({ length: count }, (_, index) => makeOne(session, index, samples))
  const pyramids = new Map<string, SignalPyramid>(
    made.map(({ summary, pyramid }) => [summary.signalId, pyramid]),
  )
  const store = createSignalStore((signalId, { level, first, count: many }) => {
    const pyramid = pyramids.get(signalId)!
    const tiles = Array.from({ length: many }, (_, k) => pyramid.tile(level, first + k, 0))
    return Promise.resolve(formatSignalTiles({ gapUs: pyramid.gapUs, tiles }).buffer)
  })
  return { tracks: made.map(({ summary }) => summary), store }
}
