import { describe, expect, it } from 'vitest'
import { readFrame, readMoments } from '../../../app/web/commands/moment.ts'
import { makeSession } from '../makeSession.ts'

const session = makeSession()
const read = (query: string, { now = 50e6, zone = 'UTC', durationUs = session.durationUs } = {}) =>
  readMoments(query, { session: { ...session, durationUs }, now, zone }).map(({ kind, t }) => [kind, t])

describe('a time that is typed', () => {
  it('is session time as it is written, or with a unit', () => {
    expect(read('1:24')).toEqual([['session', 84e6]])
    expect(read('0:01:03.5')).toEqual([['session', 63.5e6]])
    expect(read('84.5')).toEqual([['session', 84.5e6]])
    expect(read('84s')).toEqual([['session', 84e6]])
    expect(read('120ms')).toEqual([['session', 120_000]])
  })

  it('is the wall clock in the zone that is shown', () => {
    expect(read('15:31:00')).toEqual([['wall', 21e6]])
    expect(read('17:31:00', { zone: 'Europe/Berlin' })).toEqual([['wall', 21e6]])
    expect(read('15:31:00', { zone: 'Europe/Berlin' })).toEqual([])
  })

  it('is a minute of the wall clock, from where the session begins in it', () => {
    expect(read('15:31')).toEqual([['wall', 21e6]])
    expect(read('15:30')).toEqual([['wall', 0]])
  })

  it('may mean both, and offers both', () => {
    expect(read('15:31', { durationUs: 3600e6 })).toEqual([
      ['session', 931e6],
      ['wall', 21e6],
    ])
  })

  it('finds the wall clock after midnight', () => {
    expect(read('0:05:00', { durationUs: 10 * 3600e6 }).at(-1)).toEqual([
      'wall',
      (8 * 3600 + 34 * 60 + 21) * 1e6,
    ])
  })

  it('jumps from the playhead, and stops at the ends', () => {
    expect(read('+10s')).toEqual([['jump', 60e6]])
    expect(read('-5')).toEqual([['jump', 45e6]])
    expect(read('−0:30')).toEqual([['jump', 20e6]])
    expect(read('+1:00:00')).toEqual([['jump', 100e6]])
  })

  it('is nothing where it is no time, or none of the session', () => {
    for (const query of ['5', 'leo', '9:00:00', '-', '+0', '1:75', '25:00:00', 'segments'])
      expect([query, read(query)]).toEqual([query, []])
  })
})

describe('a frame that is typed', () => {
  it('is read in the ways people write it', () => {
    expect(['frame 20531', 'f 20,531', '#20531', 'Frame 7'].map(readFrame)).toEqual([20531, 20531, 20531, 7])
    expect(['frame', 'frames 3', '20531', 'f'].map(readFrame)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})
