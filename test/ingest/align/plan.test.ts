/** What an alignment plans to compare, and how much of it is done already. */
import { expect, it } from 'vitest'
import { drawEnvelope } from '../../../app/server/drawEnvelope.ts'
import type { AlignRecording } from '../../../ingest/align/measurer.ts'
import { planAlign } from '../../../ingest/align/plan.ts'
import { formatMatchEdgeId } from '../../../ingest/edges/audioMatch.ts'

/** A minute of sound at `startSeconds` of the wall clock, known to 0.3 s. */
function recording(recordingId: string, startSeconds: number | undefined, more = {}): AlignRecording {
  const storedAt = { storeUri: 'file:///bucket', key: `${recordingId}.ogg` }
  return {
    recordingId,
    identity: recordingId,
    source: 'microphone',
    kind: 'audio',
    sourceId: 'src',
    objectKey: storedAt.key,
    streamIndex: 0,
    etag: 'e',
    storedAt,
    seekableAt: storedAt,
    firstPtsUs: 0,
    endPtsUs: 60e6,
    codecDelayUs: 0,
    holes: [],
    prior: startSeconds === undefined ? undefined : { wallUs: startSeconds * 1e6, sigmaUs: 300_000 },
    ...more,
  }
}

const plan = (recordings: readonly AlignRecording[], cached: string[] = [], known: string[] = []) =>
  planAlign({ sessionId: 's', recordings, cached: new Set(cached), known: new Set(known) })

const namesOf = ({ pairs }: ReturnType<typeof plan>): string[] =>
  pairs.map(({ from, to }) => `${from.recordingId} ${to.recordingId}`)

it('compares what may have sounded at one time, and whatever nothing places', () => {
  const made = plan([
    recording('a', 0),
    recording('b', 30),
    recording('c', 65),
    recording('d', undefined),
    recording('picture', 0, { kind: 'video' }),
  ])
  // c begins 5 s after a ends, and a may be wrong by no more than a second or two.
  expect(namesOf(made)).toEqual(['a b', 'a d', 'b c', 'b d', 'c d'])
  expect(made.pairs.map(({ overlapSeconds }) => overlapSeconds)).toEqual([
    30,
    undefined,
    25,
    undefined,
    undefined,
  ])
})

it('never compares the streams of one file, which share their clock', () => {
  const file = { objectKey: 'room.mp4' }
  expect(namesOf(plan([recording('a', 0, file), recording('b', 0, file), recording('c', 0)]))).toEqual([
    'a c',
    'b c',
  ])
})

it('counts what is done, and estimates the rest', () => {
  const recordings = [recording('a', 0), recording('b', 0), recording('c', 0)]
  const fresh = plan(recordings)
  expect(fresh).toMatchObject({ seconds: 180, secondsToDecode: 180, pairsToCompare: 3 })
  const rest = plan(recordings, ['a', 'b'], [formatMatchEdgeId('b', 'a')])
  expect(rest).toMatchObject({ secondsToDecode: 60, pairsToCompare: 2 })
  expect(rest.estimatedSeconds).toBeLessThan(fresh.estimatedSeconds)
  expect(rest.summary).toContain('1 to decode (1.0 min), 2 cached')
  expect(rest.summary).toContain('2 to compare, 1 known')
  expect(
    plan(
      recordings,
      ['a', 'b', 'c'],
      fresh.pairs.map(({ edgeId }) => edgeId),
    ).estimatedSeconds,
  ).toBe(0)
})

it('draws a stretch of sound as columns, silence outside it, its loudest value 1', () => {
  const samples = Float32Array.from({ length: 8000 }, (_, at) =>
    at === 4000 ? 0.5 : at === 4400 ? -0.25 : 0,
  )
  const sound = {
    firstUs: 1_000_000,
    sampleCount: 8000,
    levels: new Float32Array(10),
    read: (first: number, count: number) =>
      Float32Array.from({ length: count }, (_, at) => samples[first + at] ?? 0),
  }
  const { min, max } = drawEnvelope(sound, { startUs: 1_400_000, spanUs: 1_000_000, columns: 100 })
  expect([max.length, min.length]).toEqual([100, 100])
  expect(max.indexOf(1)).toBe(10)
  expect(min.indexOf(-0.5)).toBe(15)
  expect(max.slice(60).every((value) => value === 0)).toBe(true)
})
