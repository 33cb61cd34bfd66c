/** The arithmetic of sound: what is heard when, how chunks follow each other, how levels and places are shown. */
import { describe, expect, it } from 'vitest'
import type { Span } from '../../../core/time/index.ts'
import { formatPan } from '../../../app/web/playback/formatPan.ts'
import type { PlacedRecording } from '../../../app/web/playback/laneFrames.ts'
import { heldPlace, holdPeak, meterPlace, NO_HOLD } from '../../../app/web/playback/meterScale.ts'
import { panGain } from '../../../app/web/playback/mix.ts'
import { contextTimeOf, listRounds, sessionTimeOf, wrapError } from '../../../app/web/playback/soundAnchor.ts'
import { parseOutput } from '../../../app/web/playback/soundOutput.ts'
import { findSoundPart } from '../../../app/web/playback/soundPart.ts'
import { placeChunk } from '../../../app/web/playback/soundSeam.ts'
import { cutSpans, listSoundSpans } from '../../../app/web/playback/soundSpans.ts'

const recording = (recordingId: string, startUs: number, endUs: number): PlacedRecording =>
  ({
    recordingId,
    placement: { offsetUs: startUs, driftPpm: 0, steps: [], startUs, endUs },
  }) as unknown as PlacedRecording

const heard = (...recordings: PlacedRecording[]) =>
  listSoundSpans(recordings).map(({ recording: { recordingId }, startUs, endUs, cutsIn, cutsOut }) => [
    `${cutsIn ? '/' : ''}${recordingId}${cutsOut ? '/' : ''}`,
    startUs / 1e6,
    endUs / 1e6,
  ])

describe('what is heard of a lane', () => {
  it('is all of recordings that touch', () => {
    expect(heard(recording('a', 0, 5e6), recording('b', 5e6, 9e6))).toEqual([
      ['a', 0, 5],
      ['b', 5, 9],
    ])
  })

  it('is the one that began later where two overlap, and the first again after it', () => {
    expect(heard(recording('a', 0, 9e6), recording('b', 3e6, 5e6))).toEqual([
      ['a/', 0, 3],
      ['b', 3, 5],
      ['/a', 5, 9],
    ])
  })

  it('fades where another takes over, and where no sound lies beside it', () => {
    const span = { startMediaUs: -Infinity, endMediaUs: 2e6, cutsIn: false, cutsOut: true }
    const chunk = { start: 1.5, length: 1, begins: true, ends: false }
    const part = findSoundPart(span, chunk)
    expect(part.until).toBeCloseTo(0.505)
    expect([part.from, part.fadeIn, part.fadeOut]).toEqual([0, 0.001, 0.005])
    expect(findSoundPart(span, { ...chunk, start: 2.5 }).until).toBeLessThan(0)
  })
})

describe('a loop', () => {
  const loop = { start: 3e6, end: 4e6 } as Span

  it('begins each round when the one before ends, however many', () => {
    const rounds = listRounds({ contextTime: 10, t: 2e6, rate: 2, loop })
    const [first, second, third] = Array.from({ length: 3 }, () => rounds.next().value!)
    expect(first).toMatchObject({ startUs: -Infinity, endUs: 4e6 })
    expect(second!.anchor).toEqual({ contextTime: 11, t: 3e6, rate: 2 })
    expect(third).toMatchObject({ anchor: { contextTime: 11.5 }, startUs: 3e6, endUs: 4e6 })
  })

  it('is not entered from behind its end', () => {
    const rounds = [...listRounds({ contextTime: 10, t: 5e6, rate: 1, loop })]
    expect(rounds).toMatchObject([{ startUs: -Infinity, endUs: Infinity }])
  })

  it('cuts what is heard at both ends', () => {
    const [cut, ...others] = cutSpans(listSoundSpans([recording('a', 0, 9e6), recording('b', 9e6, 10e6)]), {
      startUs: loop.start,
      endUs: loop.end,
    })
    expect(others).toEqual([])
    expect(cut).toMatchObject({ startUs: 3e6, endUs: 4e6, startMediaUs: 3e6, cutsIn: true, cutsOut: true })
  })

  it('is gone round by the shorter way, where clock and sound are on two sides of its seam', () => {
    expect(wrapError(-999_000, loop)).toBe(1000)
    expect(wrapError(5_000_400, loop)).toBe(400)
    expect(wrapError(-999_000, undefined)).toBe(-999_000)
  })
})

describe('chunks that follow each other', () => {
  const half = { from: 10, until: 10.5, length: 0.5 }

  it('join without a seam where times are rounded to ms', () => {
    expect(placeChunk(half, 10.0005)).toEqual({ when: 10.0005, until: 10.5005, speed: 1 })
  })

  it('bend away what times and samples disagree by, by at most half a percent', () => {
    const { when, until, speed } = placeChunk(half, 10.002)
    expect([when, until]).toEqual([10.002, 10.5])
    expect(speed).toBeCloseTo(1.004, 3)
    expect(placeChunk(half, 10.009).speed).toBeCloseTo(1.005)
  })

  it('lie apart where there is a hole, at the speed of the rate', () => {
    expect(placeChunk({ from: 10, until: 10.25, length: 0.5 }, 9.9)).toEqual({
      when: 10,
      until: 10.25,
      speed: 2,
    })
  })
})

describe('the anchor', () => {
  it('turns session time into context time and back at any rate', () => {
    const anchor = { contextTime: 7, t: 3e6, rate: 1.5 }
    expect(contextTimeOf(anchor, 6e6)).toBe(9)
    expect(sessionTimeOf(anchor, 9)).toBe(6e6)
  })
})

describe('what is shown of sound', () => {
  it('keeps speech as loud wherever it is panned', () => {
    expect(panGain(0)).toBe(1)
    // Hard to one side both channels add up there: 2 m, of a power of 4 m² where the centre has 2 m².
    expect((2 * panGain(1)) ** 2).toBeCloseTo(2)
    expect(panGain(-0.5)).toBe(panGain(0.5))
  })

  it('says places in words', () => {
    expect([-1, -0.3, 0, 0.5].map(formatPan)).toEqual(['L 100', 'L 30', 'centre', 'R 50'])
  })

  it('shows −54 dB to 0 dB evenly, and holds the highest for a second', () => {
    expect([0, 10 ** (-54 / 20), 10 ** (-27 / 20), 1, 3].map(meterPlace)).toEqual([
      0,
      expect.closeTo(0),
      expect.closeTo(0.5),
      1,
      1,
    ])
    const hold = holdPeak(holdPeak(NO_HOLD, 0.8, 0), 0.2, 500)
    expect(heldPlace(hold, 900)).toBe(0.8)
    expect(heldPlace(hold, 1500)).toBeCloseTo(0.5)
    expect(heldPlace(hold, 9000)).toBe(0)
  })

  it('reads the device that was chosen, and nothing that makes no sense', () => {
    expect(parseOutput('{"id":"x","name":"Headset"}')).toEqual({ id: 'x', name: 'Headset' })
    expect([null, '', '{', '[]', 'null', '{"id":1}'].map(parseOutput)).toEqual(Array(6).fill(undefined))
  })
})
