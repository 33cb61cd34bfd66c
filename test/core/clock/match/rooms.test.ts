/** What is told of links that a loudspeaker could have made. */
import { describe, expect, it } from 'vitest'
import { fitPair } from '../../../../core/clock/match/fit.ts'
import { findLoudspeaker, findOtherRooms } from '../../../../core/clock/match/rooms.ts'
import type { Loudness } from '../../../../core/clock/match/loudness.ts'

const MOMENTS = 40
const RANGE_US = 1.4e6

/** A pair that agrees at moments where `agrees` says so, and lies anywhere at the others. */
const makeFit = (agrees: (moment: number) => boolean, offsetUs: (moment: number) => number = () => 5000) =>
  fitPair(
    Array.from({ length: MOMENTS }, (_, moment) => ({
      fromUs: moment * 30e6,
      offsetUs: agrees(moment) ? offsetUs(moment) : ((moment * 0.618) % 1) * 2 * RANGE_US - RANGE_US,
      ratio: agrees(moment) ? 3 : 1.05,
      moment,
    })),
    RANGE_US,
    15e6,
  )

const makeLoudness = (isLoud: (moment: number) => boolean): Loudness => ({
  firstUs: 0,
  endUs: MOMENTS * 30e6,
  audible: 1,
  logPower: (startUs, endUs) => (isLoud(Math.round((startUs + endUs) / 60e6)) ? -5 : -12),
})

const odd = (moment: number): boolean => moment % 2 === 1
const lecture = (moment: number): boolean => moment % 4 !== 0
const all = (): boolean => true
const pair = (from: number, to: number, agrees: (moment: number) => boolean) => ({
  from,
  to,
  fit: makeFit(agrees),
})

describe('findLoudspeaker', () => {
  const steady = makeLoudness((moment) => moment % 3 === 0)

  it('names a link in which one side hears the other alone', () => {
    expect(findLoudspeaker(makeFit(odd), makeLoudness(odd), steady, 15e6)).toContain('never the reverse')
    expect(findLoudspeaker(makeFit(odd), steady, makeLoudness(odd), 15e6)).toContain('never the reverse')
  })

  it('leaves links alone that fail at random, or nowhere', () => {
    expect(findLoudspeaker(makeFit(odd), steady, steady, 15e6)).toBeUndefined()
    expect(
      findLoudspeaker(
        makeFit(() => true),
        makeLoudness(odd),
        steady,
        15e6,
      ),
    ).toBeUndefined()
  })

  it('names two offsets that take turns', () => {
    const turns = makeFit(
      () => true,
      (moment) => (Math.floor(moment / 10) % 2 === 0 ? 150_000 : -150_000),
    )
    expect(findLoudspeaker(turns, steady, steady, 15e6)).toContain('take turns')
  })

  it('tells a second way by some of the windows, and a step by none', () => {
    const seldom = makeFit(all, (moment) => (moment % 8 === 3 ? -410_000 : 5000))
    expect(findLoudspeaker(seldom, steady, steady, 15e6)).toContain('take turns')
    const stalled = makeFit(all, (moment) => (moment > 25 ? -410_000 : 5000))
    expect(findLoudspeaker(stalled, steady, steady, 15e6)).toBeUndefined()
  })
})

describe('findOtherRooms', () => {
  it('parts two rooms that hear one lecture, and leaves one room whole', () => {
    const within = [pair(0, 1, all), pair(2, 3, all)]
    const across = [pair(0, 2, lecture), pair(0, 3, lecture), pair(1, 2, lecture), pair(1, 3, lecture)]
    expect([...findOtherRooms([...within, ...across])]).toEqual(across)
    expect([...findOtherRooms([...within, pair(0, 2, all), pair(1, 2, lecture)])]).toEqual([])
  })
})
