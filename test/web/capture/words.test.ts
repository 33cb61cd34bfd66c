/** What the capture pages say: of devices, of refusals, of rooms, of usage. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ServerProblem } from '../../../app/web/api/problem.ts'
import {
  describeDevice,
  describeEnd,
  describeNoRoom,
  describeRefusal,
  waitSeconds,
} from '../../../app/web/capture/join/joinWords.ts'
import { chooseProject, placeHref, readCode, roomHref } from '../../../app/web/capture/projects.ts'
import { nameRoom } from '../../../app/web/capture/wall/nameRoom.ts'
import {
  formatHours,
  formatUsageCsv,
  groupByDay,
  sumUsage,
} from '../../../app/web/capture/usage/usageRows.ts'
import { describePeople, describeRecording } from '../../../app/web/capture/wall/roomWords.ts'
import { makeRoom, makeUsage, PROJECT } from './makeRooms.ts'

const named = (name: string): Error => Object.assign(new Error('made'), { name })
const refused = (code: string, status: number): ServerProblem =>
  new ServerProblem({ code, status, message: 'as the server says', hint: 'for who runs it' })

describe('a device that does not open', () => {
  it.each([
    ['NotAllowedError', /may not use your camera/, /allow camera and microphone/],
    ['NotFoundError', /No camera was found/, /part without a camera/],
    ['NotReadableError', /in use/, /Close other programs/],
    ['InsecureDeviceError', /no camera to this address/, /https/],
    ['OddError', /does not start/, /made/],
  ])('%s says what to do', (name, title, text) => {
    const words = describeDevice(named(name), 'camera')
    expect(words.title).toMatch(title)
    expect(words.text).toMatch(text)
  })
})

describe('a link that does not let one in', () => {
  it.each([
    ['server_gone', 0, /does not answer/, true],
    ['room_full', 409, /full/, true],
    ['consent_outdated', 409, /consent text has changed/, false],
    ['link_missing', 404, /leads to no room/, false],
    ['link_expired', 410, /no longer valid/, false],
    ['too_many', 429, /Too many/, true],
    ['clock_wrong', 502, /cannot join now/, true],
  ])('%s', (code, status, title, mayRetry) => {
    const words = describeRefusal(refused(code, status))
    expect(words.title).toMatch(title)
    expect(words.mayRetry).toBe(mayRetry)
    expect(words.text).not.toContain('for who runs it')
  })

  it('says which network may be in the way, and which rooms are over', () => {
    expect(describeNoRoom(new Error('could not establish pc connection')).text).toMatch(/another network/)
    expect(describeEnd(2)?.title).toMatch(/somewhere else/)
    expect(describeEnd(5)?.title).toMatch(/over/)
    expect([undefined, 0, 3, 9].map(describeEnd)).toEqual([undefined, undefined, undefined, undefined])
  })

  it('waits longer each time, and never longer than twenty seconds', () => {
    expect([0, 1, 2, 3, 4, 50].map(waitSeconds)).toEqual([1, 2, 5, 10, 20, 20])
  })
})

describe('a room', () => {
  it('says who is there and what is recorded', () => {
    expect(describePeople([])).toBe('nobody')
    expect(describePeople(makeRoom(2).participants)).toBe('Mia Lindqvist, Zoë Marchetti, Leo Haddad')
    expect(describePeople(makeRoom(4).participants)).toBe('Leo Haddad, Iris Tan and 3 more')
    expect(describeRecording(makeRoom(4))).toBe('recording 11 of 11 tracks')
    expect(describeRecording(makeRoom(5))).toBe('not recorded')
    expect(describeRecording(makeRoom(7))).toBe('nothing recorded yet')
  })

  it('has a name that is safe in keys and addresses, or none', () => {
    expect(nameRoom('Zoë & Ben: 2nd try…')).toBe('zoe-ben-2nd-try')
    expect(['', '…', '../..'].map(nameRoom)).toEqual(['', '', ''])
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (title) => {
        expect(nameRoom(title)).toMatch(/^([a-z0-9][a-z0-9._-]{0,99})?$/)
      }),
    )
  })

  it('keeps its project in its address', () => {
    expect(roomHref('a b', '?project=p&page=2')).toBe('/rooms/a%20b?project=p')
    expect(placeHref('/', '')).toBe('/')
    expect(chooseProject([PROJECT], 'classroom-study')).toBe(PROJECT)
    expect(chooseProject([PROJECT], null)).toBe(PROJECT)
    expect(chooseProject([PROJECT], 'other')).toBeUndefined()
    expect(readCode('#code=x')).toBe('x')
    expect(readCode('')).toBeUndefined()
  })
})

describe('usage', () => {
  it('sums by day, newest first, and counts a room once', () => {
    const rows = makeUsage(2)
    expect(groupByDay(rows).map(({ day }) => day)).toEqual(['2026-11-22', '2026-11-21'])
    expect(sumUsage(rows)).toMatchObject({
      rooms: 3,
      people: rows.reduce((sum, { people }) => sum + people, 0),
      recordedBytes: rows.reduce((sum, { recordedBytes }) => sum + recordedBytes, 0),
    })
  })

  it('says short and long times so that they can be read', () => {
    expect([14, 700, 4000, 90_000].map(formatHours)).toEqual(['14 s', '12 min', '1.11 h', '25.0 h'])
  })

  it('is a CSV that a spreadsheet reads as text', () => {
    const [row] = makeUsage(1)
    const lines = formatUsageCsv([{ ...row!, room: '=1+1, "x"' }]).split('\r\n')
    expect(lines).toEqual([
      'day,room,people,recordings,recorded_seconds,recorded_bytes',
      `2026-11-22,"'=1+1, ""x""",${row!.people},${row!.recordings},${row!.recordedSeconds},${row!.recordedBytes}`,
      '',
    ])
  })
})
