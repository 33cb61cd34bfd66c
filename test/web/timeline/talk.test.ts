import { describe, expect, it } from 'vitest'
import { buildTalk } from '../../../app/web/timeline/talk.ts'
import { findThreshold, findUtterances } from '../../../app/web/timeline/utterances.ts'
import { makeRandom } from './harness/sound.ts'

const PER_SECOND = 100

/** A microphone with a floor of noise, and speech of syllables where said. */
function listen(seconds: number, speech: readonly (readonly [number, number])[], noise: number): Uint8Array {
  const random = makeRandom(9)
  return Uint8Array.from({ length: seconds * PER_SECOND }, (_, k) => {
    const time = k / PER_SECOND
    const speaks = speech.some(([from, to]) => time >= from && time < to)
    const hiss = noise * (0.7 + 0.6 * random())
    return Math.min(255, speaks && Math.sin(k / 3) > -0.8 ? hiss + 70 * (0.6 + 0.4 * random()) : hiss)
  })
}

const find = (rms: Uint8Array): (readonly [number, number])[] => {
  const { startsUs, endsUs } = findUtterances({ rms, bucketsPerSecond: PER_SECOND, firstPtsUs: 0 })
  return Array.from(startsUs, (start, k) => [start / 1e6, endsUs[k]! / 1e6] as const)
}

describe('utterances', () => {
  const speech = [
    [3, 5.5],
    [7, 8],
    [12, 20],
  ] as const

  it.each([1, 4, 12])('are found within a tenth of a second over noise of %i', (noise) => {
    const found = find(listen(30, speech, noise))
    expect(found.length).toBe(3)
    found.forEach(([start, end], k) => {
      expect(Math.abs(start - speech[k]![0])).toBeLessThan(0.1)
      expect(Math.abs(end - speech[k]![1])).toBeLessThan(0.1)
    })
  })

  it('bridge a breath and stop at a pause', () => {
    expect(
      find(
        listen(
          30,
          [
            [3, 5],
            [5.3, 8],
          ],
          3,
        ),
      ).length,
    ).toBe(1)
    expect(
      find(
        listen(
          30,
          [
            [3, 5],
            [5.9, 8],
          ],
          3,
        ),
      ).length,
    ).toBe(2)
  })

  it('are not a click, nor steady noise, nor silence', () => {
    expect(find(listen(30, [[3, 3.05]], 3))).toEqual([])
    expect(find(new Uint8Array(3000).fill(9))).toEqual([])
    expect(find(new Uint8Array(3000))).toEqual([])
    expect(find(new Uint8Array())).toEqual([])
  })

  it('rise above the floor, whatever share of the file is digital silence', () => {
    const quiet = listen(30, speech, 4)
    const padded = Uint8Array.from([...new Uint8Array(6000), ...quiet])
    expect(findThreshold(padded)).toBe(findThreshold(quiet))
  })

  it('begin in media time where the peaks do', () => {
    const rms = listen(30, [[3, 5]], 3)
    const { startsUs } = findUtterances({ rms, bucketsPerSecond: PER_SECOND, firstPtsUs: 2e6 })
    expect(Math.abs(startsUs[0]! - 5e6)).toBeLessThan(1e5)
  })
})

describe('talk', () => {
  const S = 1e6
  const speakers = [
    { person: 0, startsUs: [0, 10 * S], endsUs: [4 * S, 12 * S] },
    { person: 2, startsUs: [3 * S], endsUs: [9 * S] },
  ]
  const talk = buildTalk(speakers, 20 * S)

  it("has everyone's utterances by start, overlapping ones on levels of their own", () => {
    expect([...talk.people]).toEqual([0, 2, 0])
    expect([...talk.spans.starts]).toEqual([0, 3 * S, 10 * S])
    expect([...talk.spans.level]).toEqual([0, 1, 0])
    expect([...talk.edges].map((time) => time / S)).toEqual([0, 3, 4, 9, 10, 12])
  })

  it('says at every level who speaks most in a cell, nobody where it is quiet', () => {
    const [first] = talk.levels
    expect(first!.people[1]).toBe(0)
    expect(first!.people[16]).toBe(2)
    expect(first!.people[18]).toBe(-1)
    expect(first!.people.length).toBe(40)
  })

  it('reduces until a screen is wider than the cells are many', () => {
    const long = buildTalk(speakers, 3 * 3600 * S)
    expect(long.levels.at(-1)!.people.length).toBeLessThanOrEqual(64)
    expect(long.levels.at(-1)!.people[0]).toBe(0)
  })
})
