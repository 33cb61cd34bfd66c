import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Played } from '../../../app/web/playback/frameTrack.ts'
import {
  chooseRendition,
  fitLevel,
  wishLevel,
  type ChoiceInput,
  type ReadySize,
} from '../../../app/web/playback/renditionChoice.ts'
import { planWishes, type WishedLane } from '../../../app/web/playback/renditionSources.ts'
import { placedRecordings } from '../../../app/web/playback/laneFrames.ts'
import { evenly, sampleLane } from './sampleLane.ts'

const SMALL: ReadySize = { level: '90', width: 160, height: 90 }
const USUAL: ReadySize = { level: '180', width: 320, height: 180 }
const original = { width: 1280, height: 720 }

const input = (part: Partial<ChoiceInput>): ChoiceInput => ({
  box: { width: 300, height: 170 },
  original,
  ready: [USUAL, SMALL],
  plays: undefined,
  isLarge: false,
  isSmaller: false,
  isUndecodable: false,
  ...part,
})

const chosenAt = (width: number, plays?: Played, part: Partial<ChoiceInput> = {}): Played =>
  chooseRendition(input({ box: { width, height: (width * 9) / 16 }, plays, ...part }))

describe('chooseRendition', () => {
  it('takes the smallest that covers the tile, else the original', () => {
    expect([120, 160, 200, 320, 400].map((width) => chosenAt(width))).toEqual([
      '90',
      '90',
      '180',
      '180',
      'original',
    ])
  })

  it('plays the original in the large tile, where none is ready, and where it is no larger', () => {
    expect(chosenAt(100, undefined, { isLarge: true })).toBe('original')
    expect(chosenAt(100, undefined, { ready: [] })).toBe('original')
    expect(chosenAt(300, undefined, { original: { width: 320, height: 180 }, ready: [USUAL] })).toBe(
      'original',
    )
  })

  it('does not flap while a tile is resized about the point of change', () => {
    let plays: Played | undefined
    const seen: Played[] = []
    for (const width of [330, 345, 335, 350, 330, 345, 335]) {
      plays = chosenAt(width, plays)
      if (seen.at(-1) !== plays) seen.push(plays)
    }
    expect(seen).toEqual(['180'])
  })

  it('goes below what covers where the ladder asks, but never so low that nothing can be made out', () => {
    expect(chosenAt(300, '180', { isSmaller: true })).toBe('90')
    expect(chosenAt(600, 'original', { isSmaller: true })).toBe('180')
    expect(chosenAt(1200, 'original', { isSmaller: true })).toBe('original')
  })

  it('plays any rendition of what this browser cannot decode', () => {
    expect(chosenAt(1200, undefined, { isUndecodable: true, isLarge: true })).toBe('180')
  })

  it('never draws a rendition much larger than it is, and keeps a choice that is made again', () => {
    const side = fc.integer({ min: 1, max: 4000 })
    const plays = fc.constantFrom<Played | undefined>(undefined, 'original', '180', '90')
    fc.assert(
      fc.property(side, side, plays, (width, height, before) => {
        const asked = input({ box: { width, height }, plays: before })
        const chosen = chooseRendition(asked)
        const size = chosen === 'original' ? undefined : chosen === '180' ? USUAL : SMALL
        if (size) expect(Math.min(width / size.width, height / size.height)).toBeLessThanOrEqual(1.25)
        expect(chooseRendition({ ...asked, plays: chosen })).toBe(chosen)
      }),
    )
  })
})

const lane = (part: Partial<WishedLane> = {}): WishedLane => ({
  recording: placedRecordings(
    sampleLane([{ recordingId: 'a', offsetUs: 0, ptsUs: evenly(9, 40_000) }]).lane,
  )[0],
  box: { width: 200, height: 112 },
  isLarge: false,
  isSmaller: false,
  isUndecodable: false,
  ...part,
})

describe('wishes', () => {
  it('are of what covers the tile, where the original is much larger', () => {
    expect(wishLevel({ width: 200, height: 112 }, original)).toBe('180')
    expect(wishLevel({ width: 140, height: 80 }, original)).toBe('90')
    expect(wishLevel({ width: 900, height: 500 }, original)).toBeUndefined()
    expect(wishLevel({ width: 200, height: 112 }, { width: 320, height: 180 })).toBeUndefined()
    expect(fitLevel('180', { width: 720, height: 1280 })).toEqual({ width: 180, height: 320 })
  })

  it('are none where few tiles play, but for what cannot be decoded', () => {
    expect(planWishes(Array.from({ length: 4 }, () => lane()))).toEqual([])
    expect(planWishes(Array.from({ length: 5 }, () => lane()))).toHaveLength(5)
    expect(planWishes(Array.from({ length: 5 }, () => lane({ isSmaller: true })))).toHaveLength(10)
    expect(planWishes([lane(), lane({ isUndecodable: true })])).toEqual([{ recordingId: 'a', level: '180' }])
    expect(planWishes(Array.from({ length: 9 }, (_, at) => lane({ isLarge: at === 0 })))).toHaveLength(8)
  })
})
