import { describe, expect, it } from 'vitest'
import { describeEvidence } from '../../../app/web/findings/evidence.ts'
import {
  formatFindingFilter,
  isFindingShown,
  parseFindingFilter,
  personOf,
} from '../../../app/web/findings/findingFilter.ts'
import { findSubject, findTime } from '../../../app/web/findings/findingPlace.ts'
import { makeSession } from '../makeSession.ts'

const session = makeSession()
const [finding] = session.findingList
const shows = (text: string): boolean => isFindingShown(session, finding!, parseFindingFilter(text))
const read = (evidence: Record<string, unknown>) => describeEvidence(evidence, 'UTC')

describe('evidence', () => {
  it('says wall times in a zone, and as they were found', () => {
    expect(describeEvidence({ fileStartedAtUs: 1749655840329001 }, 'Europe/Vienna')).toEqual([
      { name: 'File started', text: '2025-06-11 17:30:40.329 UTC+2', raw: '1749655840329001' },
    ])
    expect(read({ startedAtRaw: '1749655839700000678' })[0]!.text).toBe('2025-06-11 15:30:39.700 UTC')
    expect(read({ startedAt: '86400000000' })[0]!.text).toBe('86400000000')
  })

  it('says lengths, media times and sizes in units', () => {
    expect(read({ expectedDelayUs: 684120 })[0]).toEqual({
      name: 'Usual delay',
      text: '684 ms',
      raw: '684120',
    })
    expect(read({ lastPtsUs: 181863000 })[0]!.text).toBe('0:03:01.863')
    expect(read({ bytes: 4567 })[0]!.text).toBe('4.6 kB')
    expect(read({ durationNs: '-2500000000' })[0]!.text).toBe('−2.5 s')
  })

  it('lists what is plain, and folds what is not', () => {
    expect(read({ lines: [4, 6] })[0]!.text).toBe('4, 6')
    expect(read({ error: null, isLive: true }).map((row) => row.text)).toEqual(['not said', 'yes'])
    const nested = [{ location: 'a' }]
    expect(read({ playlists: nested })[0]).toEqual({ name: 'Playlists', text: '1 entry', nested })
    expect(read({})).toEqual([])
  })
})

describe('the filter of findings', () => {
  it('is text, both ways', () => {
    const filter = { severity: 'warning', person: 'Ms Adeyemi', code: 'media_hole' } as const
    expect(formatFindingFilter(filter)).toBe('warning person:Ms%20Adeyemi code:media_hole')
    expect(parseFindingFilter(formatFindingFilter(filter))).toEqual(filter)
    expect(formatFindingFilter(parseFindingFilter('nonsense person:%'))).toBe('person:%25')
  })

  it('keeps what fits all of it', () => {
    expect(['', 'warning', 'person:mia', 'code:stall', 'warning person:mia'].every(shows)).toBe(true)
    expect(['error', 'person:leo', 'code:other'].some(shows)).toBe(false)
  })
})

describe('where a finding is', () => {
  it('is its recording, or the recording of its file', () => {
    expect(personOf(session, finding!)).toBe('mia')
    const ofFile = { ...finding!, recordingId: null, objectKey: 'lesson/mia2.webm' }
    expect(findSubject(session, ofFile)?.recordingId).toBe('mia2')
    expect(personOf(session, ofFile)).toBe('mia')
    expect(findSubject(session, { ...ofFile, objectKey: null })).toBeUndefined()
  })

  it('is the moment its evidence names, else where the file begins', () => {
    expect(findTime(session, finding!)).toBe(5e6)
    expect(findTime(session, { ...finding!, evidence: { startPtsUs: 2e6 } })).toBe(7e6)
    expect(findTime(session, { ...finding!, recordingId: null })).toBeUndefined()
  })
})
