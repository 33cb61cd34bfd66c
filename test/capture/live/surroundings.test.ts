import { describe, expect, it } from 'vitest'
import { describeHealth } from '../../../capture/live/describeHealth.ts'
import { compareClocks, findClockTrouble, findDiskTrouble } from '../../../capture/live/surroundings.ts'

const SERVER_MS = Date.parse('Sun, 22 Nov 2026 06:00:00 GMT')
const answering = (date: string | undefined) => async () =>
  new Response('OK', date === undefined ? {} : { headers: { date } })

const refusing = () => Promise.reject(new Error('refused'))

describe('the clock', () => {
  it('is wrong only as far as a header of whole seconds and the way there leave no doubt', () => {
    const date = new Date(SERVER_MS).toUTCString()
    const ahead = (sentMs: number, answeredMs = sentMs + 100) =>
      compareClocks(date, { sentMs: SERVER_MS + sentMs, answeredMs: SERVER_MS + answeredMs })
    expect(ahead(0)).toBe(0)
    expect(ahead(999)).toBe(0)
    expect(ahead(-50)).toBe(0)
    // Asked long before it answered: the header may be of any moment in between.
    expect(ahead(-4000, 10)).toBe(0)
    expect(ahead(3500)).toBe(2500)
    expect(ahead(-3100)).toBe(-3000)
    expect(compareClocks('soon', { sentMs: 0, answeredMs: 0 })).toBe(0)
  })

  it('is told in words, and nothing where LiveKit does not say', async () => {
    const ask = (nowMs: number, date = new Date(SERVER_MS).toUTCString()) =>
      findClockTrouble('ws://lk.example:7880', { fetch: answering(date), nowMs: () => nowMs })
    expect(await ask(SERVER_MS + 1900)).toEqual({ message: undefined })
    expect(await ask(SERVER_MS + 8000)).toEqual({
      message: 'this machine’s clock is 7 s ahead of that of the LiveKit server at lk.example:7880',
    })
    expect((await ask(SERVER_MS - 60_000))?.message).toMatch(/60 s behind/)
    expect((await ask(SERVER_MS + 600_000))?.message).toMatch(/10 min ahead/)
    const nowMs = () => SERVER_MS
    expect(await findClockTrouble('ws://lk', { fetch: answering(undefined), nowMs })).toBeUndefined()
    expect(await findClockTrouble('ws://lk', { fetch: refusing, nowMs })).toBeUndefined()
  })
})

const free = (bytes: number) => findDiskTrouble('/state', async () => ({ bavail: bytes / 4096, bsize: 4096 }))

it('a disk is told before it is full', async () => {
  expect(await free(2 ** 31)).toBeUndefined()
  expect(await free(2 ** 29)).toMatchObject({
    code: 'disk_full',
    message: expect.stringContaining('536 MB left'),
  })
  expect(await findDiskTrouble('/state', () => Promise.reject(new Error('no statfs')))).toBeUndefined()
})

const alert = (code: 'livekit_down' | 'camera_black') =>
  ({ code, message: 'at 10.0.0.7', hint: 'x', since: '2026-11-22T06:00:00Z' }) as const

it('health says each trouble once and nothing of whose it is', () => {
  const problems = describeHealth([alert('livekit_down'), alert('livekit_down'), alert('camera_black')], 1)
  expect(problems.map(({ code }) => code)).toEqual(['livekit_down', 'project_trouble'])
  expect(JSON.stringify(problems)).not.toContain('10.0.0.7')
  expect(describeHealth([], 0)).toEqual([])
})
