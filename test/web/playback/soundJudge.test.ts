/** The ear's own test: a lane that is off, and a tone that is not whole, have to be seen. */
import { describe, expect, it } from 'vitest'
import { judgeSound } from '../../support/playback/soundJudge.ts'
import { findTone } from '../../support/playback/soundPage/findTones.ts'

const toneAt = (begin: number, from = begin): Float32Array =>
  Float32Array.from({ length: 20_000 }, (_, at) =>
    at < from || at >= begin + 9600 ? 0 : 0.4 * Math.sin((2 * Math.PI * 440 * (at - begin)) / 48_000),
  )

const tone = (lane: number, at: number, end = at + 0.2) => [lane, at, end] as const

describe('the judge of sound', () => {
  it('finds a tone to a part of a sample, and says how much of it is there', () => {
    expect(findTone(toneAt(4000), 4000, 1)).toMatchObject({ likeness: expect.closeTo(1, 3) })
    expect(findTone(toneAt(4007.25), 4000, 1).lag).toBeCloseTo(7.25, 1)
    expect(findTone(toneAt(4000), 4000.5, 1).lag).toBeCloseTo(-0.5, 1)
    expect(findTone(toneAt(4000, 8800), 4000, 1).likeness).toBeCloseTo(Math.SQRT1_2, 2)
    expect(findTone(toneAt(4500), 4000, 1).likeness).toBeLessThan(0.999)
  })

  it('tells a lane that is apart from one whose tone began before anyone listened', () => {
    const truth = { clock: [{ p: 0, t: 0, r: 1 }], rate: 1, offsetsUs: [0, 13_700] }
    const heard = { outTones: [], clicks: [], peak: 0.4, difference: 0 }
    const apart = judgeSound({ ...heard, tones: [tone(0, 1), tone(1, 1.0237)] }, truth)
    expect(apart.spreadsMs).toEqual([expect.closeTo(10)])
    const cut = judgeSound({ ...heard, tones: [tone(0, 1), tone(1, 1.0677, 1.2137), tone(1, 2.0137)] }, truth)
    expect(cut).toMatchObject({ spreadsMs: [], tones: 2, cut: 1 })
  })
})
