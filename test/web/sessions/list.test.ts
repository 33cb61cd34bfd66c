import { describe, expect, it } from 'vitest'
import { moveBy, moveTo } from '../../../app/web/sessions/choice.ts'
import { checkSource, mergeRecent, showSource } from '../../../app/web/sessions/ingestSource.ts'
import { describeStrip, layOutStrip } from '../../../app/web/sessions/strip.ts'
import { coveredShare, describeTotals, formatHours, sumSessions } from '../../../app/web/sessions/totals.ts'
import { makeSession } from '../makeSession.ts'

const line = (identity: string, ...spans: [number, number][]) => ({
  identity,
  spans: spans.map(([startUs, endUs]) => ({ startUs, endUs })),
})

describe('the chosen row', () => {
  const order = ['a', 'b', 'c']

  it('moves within the list and stops at its ends', () => {
    expect([moveBy(order, 'a', 1), moveBy(order, 'b', 9), moveBy(order, 'b', -9)]).toEqual(['b', 'c', 'a'])
  })

  it('begins at the end one comes from where none was chosen or it is not shown', () => {
    expect([moveBy(order, undefined, 1), moveBy(order, 'gone', -1), moveBy([], 'a', 1)]).toEqual([
      'a',
      'c',
      undefined,
    ])
    expect([moveTo(order, 'first'), moveTo(order, 'last'), moveTo([], 'last')]).toEqual(['a', 'c', undefined])
  })
})

describe('a source', () => {
  it.each([
    ['/data/recordings', 'folder'],
    ['  "/data/my recordings/" ', 'folder'],
    ['C:\\data', 'folder'],
    ['\\\\server\\share', 'folder'],
    ['file:///data/x', 'folder'],
    ['s3://my-bucket', 's3'],
    ['S3://my-bucket/a/b', 's3'],
    ['', 'empty'],
    ['s3://', 'wrong'],
    ['s3:/bucket', 'wrong'],
    ['s3:///prefix', 'wrong'],
    ['https://bucket.s3.amazonaws.com/x', 'wrong'],
    ['gs://bucket', 'wrong'],
    ['recordings', 'wrong'],
    ['~/recordings', 'wrong'],
  ])('%j is %s', (text, kind) => {
    expect(checkSource(text).kind).toBe(kind)
  })

  it('loses the quotes a shell put around it, and is shown as a person writes it', () => {
    expect(checkSource("'/data/my recordings'")).toMatchObject({ source: '/data/my recordings' })
    expect(['file:///data/my%20x', 's3://b/p', 'file:///C:/x', 'file:///%'].map(showSource)).toEqual([
      '/data/my x',
      's3://b/p',
      'C:/x',
      'file:///%',
    ])
  })

  it('of before is offered once, the latest first', () => {
    expect(mergeRecent(['s3://b/p'], ['file:///data/x/', 's3://b/p/', '/data/x'])).toEqual([
      's3://b/p',
      '/data/x/',
    ])
  })
})

describe('the coverage strip', () => {
  const box = { widthUnits: 1000, heightPx: 26 }
  it('draws a line a person with its gaps, thicker where they are few', () => {
    const two = layOutStrip(
      { durationUs: 100, coverage: [line('a', [0, 40], [60, 100]), line('b', [0, 50])] },
      box,
    )
    expect(two.paths.map(({ d }) => d)).toEqual(['M0 2H400v10H0zM600 2H1000v10H600z', 'M0 14H500v10H0z'])
    const six = layOutStrip(
      { durationUs: 100, coverage: Array.from({ length: 6 }, (_, n) => line(`p${n}`, [0, 9])) },
      box,
    )
    expect(two.thickness).toBeGreaterThan(3 * six.thickness)
    expect(six.thickness).toBe(2)
  })

  it('is one path a colour, keeps what is too short in sight, and says whom it has no room for', () => {
    const crowd = layOutStrip(
      { durationUs: 1e9, coverage: Array.from({ length: 40 }, (_, n) => line(`p${n}`, [0, 1])) },
      box,
    )
    expect(crowd.paths).toHaveLength(8)
    expect(crowd.left).toBe(14)
    expect(crowd.paths[0]!.d).toMatch(/^M0 \d+H1v1H0zM0/)
  })

  it('is told in words', () => {
    const coverage = [line('leo', [0, 1]), line('mia', [0, 1], [2, 3]), line('ben', [0, 1], [2, 3], [4, 5])]
    expect(describeStrip({ coverage })).toBe('3 people recorded: leo, mia with 1 gap, ben with 2 gaps')
    expect(describeStrip({ coverage: [] })).toBe('0 people recorded')
  })
})

describe('what the list comes to', () => {
  it('counts sessions, hours and bytes, of how many', () => {
    const hour = makeSession({ durationUs: 5_025e6, sizeBytes: 1.9e9 })
    const totals = sumSessions([hour, hour])
    expect(describeTotals(totals, 214)).toBe('2 of 214 sessions · 2 h 48 min · 3.8 GB')
    expect(describeTotals(sumSessions([hour]), 1)).toBe('1 session · 1 h 24 min · 1.9 GB')
    expect([25e6, 41 * 60e6, 7200e6].map(formatHours)).toEqual(['25 s', '41 min', '2 h'])
  })

  it('knows how much of the people’s time was recorded', () => {
    expect(coveredShare(makeSession())).toBeCloseTo((100 + 35) / 200)
    expect(coveredShare(makeSession({ coverage: [] }))).toBe(0)
  })
})
