import { describe, expect, it } from 'vitest'
import type { Annotation } from '../../core/protocol/index.ts'
import { formatAnnotations, type AnnotationFormat } from '../../review/annotationFile.ts'

const annotation = (given: Partial<Annotation>): Annotation => ({
  annotationId: 'a1',
  tierId: null,
  startUs: 3_661_000_001,
  endUs: 3_662_500_000,
  label: 'guess',
  body: '',
  author: 'eve',
  createdWallUs: 1_700_000_000_000_001,
  changedWallUs: 1_700_000_000_000_001,
  anchor: {
    recordingId: 'rec_1',
    identity: 'bob',
    source: 'camera',
    startMediaUs: 5,
    endMediaUs: 1_500_004,
    clockVersion: 'old',
    movedUs: 0,
    isPlaced: true,
  },
  ...given,
})

const format = (annotations: Annotation[], as: AnnotationFormat): string =>
  formatAnnotations(
    {
      clockVersion: 'new',
      tiers: [{ tierId: 't1', name: 'strategy', identity: 'cy', parentTierId: null, author: null }],
      annotations,
    },
    as,
    { sessionId: 'RM_1', epochUs: 1_700_000_000_000_000, trackIds: new Map([['rec_1', 'TR_1']]) },
  )

describe('a CSV', () => {
  it('keeps every microsecond in session time and UTC', () => {
    const [, line] = format([annotation({})], 'csv').split('\r\n')
    expect(line).toBe(
      'RM_1,,bob,TR_1,3661.000001,3662.500000,2023-11-14T23:14:21.000001Z,2023-11-14T23:14:22.500000Z,guess,,eve,manual,2023-11-14T22:13:20.000001Z,rec_1,0.000005,1.500004,new,a1',
    )
  })

  it('quotes what would break a row, and leaves what is not there empty', () => {
    const anchor = { ...annotation({}).anchor, recordingId: null, identity: null, startMediaUs: null }
    const text = format([annotation({ label: 'a "b", c', body: 'two\nlines', anchor })], 'csv')
    expect(text).toContain(',"a ""b"", c","two\nlines",')
    expect(text).toContain('RM_1,,,,3661.000001,')
  })

  it('names the tier and whom it is about', () => {
    expect(format([annotation({ tierId: 't1' })], 'csv')).toContain('RM_1,strategy,cy,TR_1,')
  })
})

describe('a WebVTT', () => {
  it('has a cue for each, a point lasts a second', () => {
    const cues = format([annotation({}), annotation({ annotationId: 'p', endUs: 3_661_000_001 })], 'vtt')
    expect(cues.startsWith('WEBVTT\n\n')).toBe(true)
    expect(cues).toContain('\na1\n01:01:01.000 --> 01:01:02.500\n<v bob>guess\n')
    expect(cues).toContain('\np\n01:01:01.000 --> 01:01:02.000\n')
  })

  it('lets no text end its cue, begin another or be taken for markup', () => {
    const body = 'one\n\n00:00 --> 00:01\r\n<b>&'
    const text = format([annotation({ label: '', body })], 'vtt')
    expect(text).toContain('<v bob>one\n00:00 --&gt; 00:01\n&lt;b&gt;&amp;\n')
    expect(text.match(/-->/g)).toHaveLength(1)
  })

  it('has no time before 0', () => {
    expect(format([annotation({ startUs: -500_000, endUs: 1_000_000 })], 'vtt')).toContain(
      '00:00:00.000 --> 00:00:01.000',
    )
  })
})

it('a JSONL has the same columns with their types', () => {
  const line = JSON.parse(format([annotation({ tierId: 't1', body: 'why' })], 'jsonl')) as object
  expect(line).toMatchObject({ tier: 'strategy', track_ids: ['TR_1'], start_s: 3661.000001, text: 'why' })
})
