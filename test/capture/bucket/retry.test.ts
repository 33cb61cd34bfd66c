import { expect, it } from 'vitest'
import { retry } from '../../../capture/bucket/retry.ts'

const failTimes = (count: number, error = new Error('busy')): (() => Promise<string>) => {
  let calls = 0
  return () => (calls++ < count ? Promise.reject(error) : Promise.resolve(`after ${calls}`))
}

it('waits longer each time, up to a bound, by chance within it', async () => {
  const waits: number[] = []
  const options = {
    attempts: 7,
    baseMs: 100,
    mostMs: 1000,
    isTemporary: () => true,
    random: () => 0.5,
    wait: (ms: number) => {
      waits.push(ms)
      return Promise.resolve()
    },
  }
  expect(await retry(failTimes(6), options)).toBe('after 7')
  expect(waits).toEqual([50, 100, 200, 400, 500, 500])
  await expect(retry(failTimes(7), options)).rejects.toThrow('busy')
})

it('does not try again what will not pass, nor after the caller has stopped', async () => {
  const stop = new AbortController()
  let calls = 0
  const work = (): Promise<never> => {
    calls++
    return Promise.reject(new Error('no'))
  }
  const options = { attempts: 5, baseMs: 60_000, mostMs: 60_000 }
  await expect(retry(work, { ...options, isTemporary: () => false })).rejects.toThrow('no')
  expect(calls).toBe(1)
  const waiting = retry(work, { ...options, random: () => 1, isTemporary: () => true, signal: stop.signal })
  setImmediate(() => stop.abort(new Error('stopped')))
  await expect(waiting).rejects.toThrow('stopped')
  expect(calls).toBe(2)
})
