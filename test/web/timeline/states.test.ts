import { describe, expect, it } from 'vitest'
import { createStateReader, parseState, type StateTrack } from '../../../app/web/timeline/states.ts'

type Line = readonly [time: number, sender: number, topic: string, payload: string]

function read(lines: readonly Line[], { rows = 2, durationUs = 1000 } = {}): StateTrack[] {
  const log = {
    length: lines.length,
    tUs: Float64Array.from(lines, ([time]) => time),
    topic: (row: number) => lines[row]![2],
    payload: (row: number) => lines[row]![3],
  }
  const reader = createStateReader(log, (row) => lines[row]![1])
  while (!reader.read(rows));
  return reader.tracks(durationUs)
}

const bandsOf = ({ spans, labels, people }: StateTrack): unknown[] =>
  labels.map((label, k) => [label, spans.starts[k], spans.ends[k], people[k]])

describe('a state in a payload', () => {
  it.each([
    ['nav', '{"page":"intro"}', 'intro'],
    ['nav', '{"page":3}', 'page 3'],
    ['slide', '{"n":7}', 'slide 7'],
    ['slide', '{"n":"7"}', 'slide 7'],
    ['any', '{"state":"paused","n":2}', 'paused'],
    ['phase', '{"name":"warm up"}', 'warm up'],
  ])('of topic %s is read from %s', (topic, payload, label) => {
    expect(parseState(topic, payload)).toBe(label)
  })

  it.each([
    ['answer', '{"n":7}'],
    ['slide', '{"q":7}'],
    ['slide', '"7"'],
    ['slide', '{"n":'],
    ['slide', '{"n":{"deep":1}}'],
    ['slide', ''],
  ])('of topic %s is not read from %s', (topic, payload) => {
    expect(parseState(topic, payload)).toBeUndefined()
  })
})

describe('states of a log', () => {
  it('hold until the next of the same topic and sender, the last to the end', () => {
    const [slides] = read([
      [10, 0, 'slide', '{"n":1}'],
      [20, 1, 'slide', '{"n":9}'],
      [30, 0, 'slide', '{"n":2}'],
      [40, 0, 'slide', '{"n":2}'],
      [50, 0, 'answer', '{"v":1}'],
    ])
    expect(bandsOf(slides!)).toEqual([
      ['slide 1', 10, 30, 0],
      ['slide 9', 20, 1000, 1],
      ['slide 2', 30, 1000, 0],
    ])
  })

  it('are read the same in slices of any length', () => {
    const lines = Array.from({ length: 90 }, (_, k): Line => [k, k % 3, 'slide', `{"n":${k % 7}}`])
    expect(read(lines, { rows: 1 })).toEqual(read(lines, { rows: 1000 }))
  })

  it('are of four topics at most, those with the most states', () => {
    const lines = Array.from({ length: 60 }, (_, k): Line => [
      k,
      0,
      `t${k % 6}`,
      k % 6 === 5 ? '{}' : `{"page":${k}}`,
    ])
    expect(read(lines).map(({ topic }) => topic)).toEqual(['t0', 't1', 't2', 't3'])
  })

  it('are none where a log has no payloads', () => {
    const reader = createStateReader({ length: 5, tUs: new Float64Array(5) }, () => 0)
    expect(reader.read(1)).toBe(true)
    expect(reader.tracks(10)).toEqual([])
  })
})
