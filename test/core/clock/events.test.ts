/** Claps and flashes: found where they are, not found in what is none, matched by more than chance. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFlashes, type LumaSample } from '../../../core/clock/flashes.ts'
import { matchEvents, type EventSearch } from '../../../core/clock/matchEvents.ts'
import { findOnsets } from '../../../core/clock/onsets.ts'
import type { Sound } from '../../../core/clock/match/sound.ts'

const RATE = 8000

function createNoise(seed: number): () => number {
  let state = seed | 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state / 2 ** 31
  }
}

function toSound(samples: Float32Array, firstUs = 0): Sound {
  const levels = new Float32Array(Math.ceil(samples.length / 800))
  samples.forEach((value, at) => (levels[Math.floor(at / 800)]! += value ** 2 / 800))
  const read = (first: number, count: number): Float32Array => {
    const out = new Float32Array(count)
    for (let k = 0; k < count; k++) out[k] = samples[first + k] ?? 0
    return out
  }
  return { firstUs, sampleCount: samples.length, levels, read }
}

/** A room: noise at −60 dB, speech-like bursts that rise over 60 ms, and claps that die away in 30 ms. */
function makeRoom(
  seconds: number,
  claps: readonly number[],
  speech: readonly number[],
  seed = 1,
): Float32Array {
  const noise = createNoise(seed)
  const samples = Float32Array.from({ length: seconds * RATE }, () => noise() * 0.0015)
  for (const s of speech) {
    for (let k = 0; k < 0.5 * RATE; k++) {
      const t = k / RATE
      const voice = Math.sin(2 * Math.PI * 140 * t) + 0.5 * Math.sin(2 * Math.PI * 700 * t) + 0.2 * noise()
      samples[Math.round(s * RATE) + k]! +=
        0.15 * voice * Math.min(1, t / 0.06) * Math.min(1, (0.5 - t) / 0.1)
    }
  }
  for (const s of claps) {
    for (let k = 0; k < 0.3 * RATE; k++)
      samples[Math.round(s * RATE) + k]! += 0.5 * noise() * Math.exp(-k / (0.02 * RATE))
  }
  return samples
}

describe('claps', () => {
  it('are found within 2 ms, in media time, wherever a block ends', () => {
    const at = [2.5, 7.4321, 8.19, 15.39, 16.0, 23.7]
    const found = findOnsets(toSound(makeRoom(26, at, [4, 5.2, 11]), 1_500_000))
    expect(found.length).toBe(at.length)
    found.forEach(({ atUs }, k) => expect(Math.abs(atUs - 1_500_000 - at[k]! * 1e6)).toBeLessThan(2000))
  })

  it('are not found in speech, tones, steady noise, silence or applause', () => {
    expect(findOnsets(toSound(makeRoom(20, [], [1, 3, 4.1, 6, 9, 12.5, 15])))).toEqual([])
    expect(findOnsets(toSound(new Float32Array(20 * RATE)))).toEqual([])
    for (const hz of [440, 1000, 3000]) {
      const beeps = Float32Array.from({ length: 20 * RATE }, (_, k) =>
        k % RATE < 400 ? 0.4 * Math.sin((2 * Math.PI * hz * k) / RATE) : 0,
      )
      expect(findOnsets(toSound(beeps)), `${hz} Hz`).toEqual([])
    }
    const applause = Array.from({ length: 60 }, (_, k) => 5 + k * 0.11)
    expect(findOnsets(toSound(makeRoom(20, applause, [])))).toEqual([])
  })
})

/** Pictures at `fps` with slow changes, noise and flashes of 0.1 s. */
function makeLuma(seconds: number, fps: number, flashes: readonly number[], seed = 3): LumaSample[] {
  const noise = createNoise(seed)
  return Array.from({ length: seconds * fps }, (_, k) => {
    const s = k / fps
    const lit = flashes.some((from) => s >= from && s < from + 0.1)
    return { ptsUs: s * 1e6, luma: 90 + 10 * Math.sin(s / 3) + noise() + (lit ? 60 : 0) }
  })
}

describe('flashes', () => {
  it('are found at their first frame', () => {
    const found = findFlashes(makeLuma(20, 15, [3.31, 9.87]))
    expect(found.length).toBe(2)
    found.forEach(({ atUs, frameUs }, k) => {
      const late = atUs - [3.31, 9.87][k]! * 1e6
      expect(late).toBeGreaterThanOrEqual(0)
      expect(late).toBeLessThan(frameUs + 1)
    })
  })

  it('are no cuts, lamps that stay on, leaps across a gap, or a restless picture', () => {
    const calm = makeLuma(10, 15, [])
    expect(findFlashes(calm)).toEqual([])
    expect(findFlashes(calm.map((frame) => (frame.ptsUs > 5e6 ? { ...frame, luma: 200 } : frame)))).toEqual(
      [],
    )
    const gap = makeLuma(10, 15, [5.05]).filter(({ ptsUs }) => ptsUs < 4e6 || ptsUs > 5.06e6)
    expect(findFlashes(gap)).toEqual([])
    const noise = createNoise(9)
    expect(findFlashes(calm.map((frame) => ({ ...frame, luma: 128 + 60 * noise() })))).toEqual([])
  })
})

const HOUR_US = 3600e6
const search = (from: readonly number[], to: readonly number[]): EventSearch => ({
  from: from.toSorted((a, b) => a - b),
  to: to.toSorted((a, b) => a - b),
  fromSpanUs: HOUR_US,
  toSpanUs: HOUR_US,
  aboutUs: 0,
  withinUs: 3e6,
  toleranceUs: 60_000,
})
const scatter = (noise: () => number, count: number): number[] =>
  Array.from({ length: count }, () => ((noise() + 1) / 2) * HOUR_US)

describe('events of two recordings', () => {
  it('that coincide three times give the offset', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -2_900_000, max: 2_900_000 }), (seed, offsetUs) => {
        const noise = createNoise(seed)
        const shared = scatter(noise, 3)
        const found = matchEvents(
          search(
            [...shared, ...scatter(noise, 6)],
            [...shared.map((at) => at + offsetUs + 10_000 * noise()), ...scatter(noise, 6)],
          ),
        )
        // Events that fall within one tolerance of each other may be taken for one: rare among these.
        if (found) expect(Math.abs(found.offsetUs - offsetUs)).toBeLessThan(15_000)
        return found !== undefined
      }),
      { numRuns: 200, seed: 11 },
    )
  })

  it('that have nothing in common are matched less than once in a hundred searches', () => {
    let matched = 0
    for (let seed = 1; seed <= 2000; seed++) {
      const noise = createNoise(seed * 7919)
      if (matchEvents(search(scatter(noise, 1 + (seed % 12)), scatter(noise, 1 + (seed % 7))))) matched++
    }
    expect(matched).toBeLessThanOrEqual(20)
  })

  it('that are a rhythm are refused', () => {
    const beat = Array.from({ length: 60 }, (_, k) => 1e6 + k * 500_000)
    expect(
      matchEvents(
        search(
          beat,
          beat.map((at) => at + 120_000),
        ),
      ),
    ).toBeUndefined()
  })

  it('that happen once are matched only where the search is narrow', () => {
    expect(matchEvents(search([1e9], [1e9 + 50_000]))).toBeUndefined()
    const narrow = { ...search([1e9], [1e9 + 50_000]), withinUs: 300_000 }
    expect(matchEvents(narrow)?.offsetUs).toBe(50_000)
  })
})
