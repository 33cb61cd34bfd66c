import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Verdict } from '../../../app/web/playback/explainFailure.ts'
import { Outages } from '../../../app/web/playback/outages.ts'

let verdict: Verdict
let asked: number
let happened: string[]
let outages: Outages

beforeEach(() => {
  vi.useFakeTimers()
  asked = 0
  happened = []
  outages = new Outages({
    ask: () => {
      asked++
      return Promise.resolve(verdict)
    },
    onBack: (id) => happened.push(`back ${id}`),
    onHopeless: (id) => happened.push(`hopeless ${id}`),
    onChange: () => undefined,
  })
})
afterEach(() => {
  outages.dispose()
  vi.useRealTimers()
})

it('asks a server that is away less and less often, and at once when told that it is back', async () => {
  verdict = { kind: 'away', message: 'gone' }
  outages.note('a')
  outages.note('a')
  await vi.advanceTimersByTimeAsync(20_000)
  expect(asked).toBeLessThan(8)
  expect(outages.find('a')).toMatchObject({ message: 'gone', isRefused: false })
  verdict = { kind: 'there' }
  outages.hurry()
  await vi.advanceTimersByTimeAsync(0)
  expect(happened).toEqual(['back a'])
  expect(outages.find('a')).toBeUndefined()
})

it('keeps asking for a file that is gone, every ten seconds', async () => {
  verdict = { kind: 'refused', message: 'no such file' }
  outages.note('a')
  await vi.advanceTimersByTimeAsync(30_500)
  expect(asked).toBe(4)
  expect(outages.find('a')).toMatchObject({ isRefused: true })
})

it('gives up on what fails again soon although the server has it all along', async () => {
  verdict = { kind: 'there' }
  outages.note('a')
  await vi.advanceTimersByTimeAsync(100)
  outages.note('a')
  await vi.advanceTimersByTimeAsync(100)
  expect(happened).toEqual(['back a', 'hopeless a'])
})

it('does not give up on what a second outage stopped', async () => {
  verdict = { kind: 'there' }
  outages.note('a')
  await vi.advanceTimersByTimeAsync(100)
  verdict = { kind: 'away', message: 'gone' }
  outages.note('a')
  await vi.advanceTimersByTimeAsync(600)
  verdict = { kind: 'there' }
  await vi.advanceTimersByTimeAsync(10_000)
  expect(happened).toEqual(['back a', 'back a'])
})
