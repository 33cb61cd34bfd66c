import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSheet } from '../../../capture/api/parseSheet.ts'
import { addProject } from '../store/support.ts'
import { openTestApi } from './support.ts'

const SHEET = `room,identity,name,date,seat
group,alice,Alice,2026-11-23,4
group,bob,,2026-11-23,
group,alice,Alice,2026-11-24,4
open,carol,Carol,,
`

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`

describe('parseSheet', () => {
  it('makes a room of each date, and keeps the other columns', () => {
    const { lines, problems } = parseSheet(SHEET)
    expect(problems).toEqual([])
    expect(
      lines.map(({ roomName, identity, name, metadata }) => [roomName, identity, name, metadata]),
    ).toEqual([
      ['group-2026-11-23', 'alice', 'Alice', { seat: '4' }],
      ['group-2026-11-23', 'bob', 'bob', {}],
      ['group-2026-11-24', 'alice', 'Alice', { seat: '4' }],
      ['open', 'carol', 'Carol', {}],
    ])
  })

  it('reads what spreadsheets save: BOM, semicolons, CRLF, quotes, header case, empty lines', () => {
    const text =
      '\uFEFFIdentity; ROOM ;Name\r\nalice;r1;"Ali; ""A"""\r\n\r\n;;\r\nbob;r1;Bob\ncarol;r1;Carol\r\n'
    expect(parseSheet(text).lines).toMatchObject([
      { line: 2, identity: 'alice', roomName: 'r1', name: 'Ali; "A"' },
      { line: 5, identity: 'bob', roomName: 'r1', name: 'Bob' },
      { line: 6, identity: 'carol', roomName: 'r1', name: 'Carol' },
    ])
  })

  it('names the line of each mistake and takes the rest', () => {
    const text = `room,identity,name,date
r1,alice,"a name
on two lines",
r1,,x,
r1,al ice,x,
r1,bob,x,23.11.2026
r1,carol,x,2026-02-30
r1,dave,x,,extra
r1,alice,again,
r1,erin,Erin,2026-11-23`
    const { lines, problems } = parseSheet(text)
    expect(problems.map(({ line }) => line)).toEqual([4, 5, 6, 7, 8, 9])
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('identity ""'),
      expect.stringContaining('identity "al ice"'),
      'date "23.11.2026": a date is written 2026-11-22',
      'date "2026-02-30": a date is written 2026-11-22',
      '5 cells, but 4 columns',
      'alice is in room r1 already, by line 3',
    ])
    expect(lines.map(({ identity }) => identity)).toEqual(['alice', 'erin'])
  })

  it('refuses what is no such table', () => {
    for (const text of ['', 'a,b\n1,2', 'room;name\nr;n', 'room,identity\n"open'])
      expect(() => parseSheet(text)).toThrow(expect.objectContaining({ code: 'sheet_unreadable' }) as Error)
  })

  it('reads back any sheet that is written by the rules, whatever its separator and line ends', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/)
    const person = fc.record({
      room: name,
      identity: name,
      name: fc.stringMatching(/^[^\r\n]{0,30}$/u).map((text) => text.trim()),
      date: fc.option(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2039-12-31'), noInvalidDate: true }),
      ),
    })
    const people = fc.uniqueArray(person, {
      selector: ({ room, identity, date }) => `${room}/${identity}/${date?.toISOString().slice(0, 10)}`,
      maxLength: 20,
    })
    fc.assert(
      fc.property(
        people,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        (all, mark, end) => {
          const rows = all.map(({ room, identity, name: shown, date }) =>
            [room, identity, shown, date?.toISOString().slice(0, 10) ?? ''].map(quote).join(mark),
          )
          const sheet = parseSheet([['room', 'identity', 'name', 'date'].join(mark), ...rows].join(end))
          const told = sheet.lines.map(({ room, identity, name: shown, date }) => [
            room,
            identity,
            shown,
            date,
          ])
          const meant = all.map(({ room, identity, name: shown, date }) => [
            room,
            identity,
            shown || identity,
            date?.toISOString().slice(0, 10),
          ])
          // Two rooms may come to one name: `r-2026-11-22` without a date and `r` with it; that is told.
          expect(told.length + sheet.problems.length).toBe(meant.length)
          if (sheet.problems.length === 0) expect(told).toEqual(meant)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('POST /sheet', () => {
  it('makes the rooms and links once, however often it comes, and nothing on a dry run', async () => {
    const api = await openTestApi()
    addProject(api.store, 'study')
    const token = await api.token()
    const post = (query = '', text: string | Uint8Array<ArrayBuffer> = SHEET) =>
      api.ask('POST', `projects/study/sheet${query}`, {
        token,
        text,
        headers: { 'content-type': 'text/csv' },
      })
    const list = async () => (await api.ask('GET', 'projects/study/rooms', { token })).json
    const dry = (await post('?dryRun=1')).json as { rooms: unknown[]; links: { code: string }[] }
    expect([dry.rooms.length, dry.links.map(({ code }) => code)]).toEqual([3, ['', '', '', '']])
    expect(await list()).toEqual([])
    const first = await post()
    expect(first.json).toMatchObject({ problems: [], links: { length: 4 }, rooms: { length: 3 } })
    const { links } = first.json as { links: { code: string; url: string }[] }
    expect(links[0]!.url).toBe(`http://127.0.0.1:5460/join/${links[0]!.code}`)
    expect((await post()).json).toEqual(first.json)
    expect(await list()).toHaveLength(3)
    expect((await api.ask('GET', `join/${links[0]!.code}`)).json).toMatchObject({
      room: 'group-2026-11-23',
      title: 'group',
    })
    const latin = await post('', new Uint8Array(Buffer.from('room,identity,name\nr,a,J\xFCrgen', 'latin1')))
    expect(latin.json).toMatchObject({
      code: 'sheet_unreadable',
      hint: expect.stringContaining('UTF-8') as string,
    })
  })
})
