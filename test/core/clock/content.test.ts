/** The solver where content links recordings: drift, steps, the gauge, grades; truth is known. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  solve,
  toReference,
  type ClockEdge,
  type ClockMap,
  type EdgePiece,
} from '../../../core/clock/index.ts'
import { findSteps } from '../../../core/clock/steps.ts'

const BASE_US = 1_795_252_123_056_041
const HOUR_US = 3_600_000_000
const SPAN = { startUs: 0, endUs: HOUR_US }

interface Track extends ClockMap {
  readonly clock: string
  /** What a manifest would say of its start. */
  readonly priorUs: number
}

/** Media time of `to` when `from` shows a media time, by bisection over the truth; both maps rise. */
function matchTruth(from: Track, to: Track, mediaUs: number): number {
  const target = toReference(from, mediaUs)
  let low = -HOUR_US
  let high = 3 * HOUR_US
  while (high - low > 0.001) {
    const middle = (low + high) / 2
    if (toReference(to, middle) < target) low = middle
    else high = middle
  }
  return low
}

/** An edge as a match of sound gives it: pieces between the steps of either track, seen every 30 s. */
function match(from: Track, to: Track, noiseUs: number, more: Partial<ClockEdge> = {}): ClockEdge {
  const cuts = [
    ...(from.steps ?? []).map(({ mediaUs }) => mediaUs),
    ...(to.steps ?? []).map(({ mediaUs }) => matchTruth(to, from, mediaUs)),
  ].sort((a, b) => a - b)
  const edges = [0, ...cuts, HOUR_US]
  const pieces: EdgePiece[] = edges.slice(1).map((end, at) => {
    const startUs = edges[at]! + 15_000_000
    const endUs = end - 15_000_000
    const atUs = (startUs + endUs) / 2
    return { startUs, endUs, atUs, offsetUs: matchTruth(from, to, atUs) - atUs + noiseUs, sigmaUs: 3000 }
  })
  const main = pieces.reduce((a, b) => (b.endUs - b.startUs > a.endUs - a.startUs ? b : a))
  return {
    edgeId: `${from.clock}-${to.clock}`,
    from: from.clock,
    to: to.clock,
    kind: 'audio_match',
    support: 'content',
    agreement: 0.9,
    atUs: main.atUs,
    offsetUs: main.offsetUs,
    sigmaUs: main.sigmaUs,
    ratePpm: from.driftPpm - to.driftPpm,
    rateSigmaPpm: 0.2,
    pieces,
    ...more,
  }
}

const priorOf = ({ clock, priorUs }: Track): ClockEdge => ({
  edgeId: `prior-${clock}`,
  from: clock,
  to: 'utc',
  kind: 'manifest_interval',
  support: 'prior',
  offsetUs: priorUs,
  sigmaUs: 300_000,
})

const pairs = (tracks: readonly Track[], noise: (at: number) => number): ClockEdge[] =>
  tracks.flatMap((from, i) => tracks.slice(i + 1).map((to, j) => match(from, to, noise(i * 7 + j))))

const rooms: fc.Arbitrary<{ tracks: Track[]; noise: number[] }> = fc
  .record({
    people: fc.array(
      fc.record({
        offset: fc.integer({ min: 0, max: 20_000_000 }),
        driftPpm: fc.double({ min: -273, max: 273, noNaN: true }),
        early: fc.integer({ min: -900_000, max: 300_000 }),
      }),
      { minLength: 3, maxLength: 6 },
    ),
    stalled: fc.nat(5),
    step: fc.option(
      fc.record({
        mediaUs: fc.integer({ min: 300_000_000, max: 3_000_000_000 }),
        byUs: fc.integer({ min: 100_000, max: 20_000_000 }),
      }),
    ),
    noise: fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 60, maxLength: 60 }),
  })
  .map(({ people, stalled, step, noise }) => {
    // Only rates against each other can be known: the truth's mean is the reference's rate.
    const mean = people.reduce((sum, { driftPpm }) => sum + driftPpm, 0) / people.length
    const tracks = people.map(({ offset, driftPpm, early }, at) => ({
      clock: `media:${at}`,
      offsetUs: BASE_US + offset,
      driftPpm: driftPpm - mean,
      priorUs: BASE_US + offset + early,
      steps: step && at === stalled % people.length ? [step] : [],
    }))
    return { tracks, noise }
  })

/** A standard normal deviate of a number (Box & Muller 1958). */
const gauss = (seed: number): number => {
  const u = ((Math.imul(seed + 1, 2654435761) >>> 0) + 0.5) / 2 ** 32
  const v = ((Math.imul(seed + 7, 1597334677) >>> 0) + 0.5) / 2 ** 32
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v)
}

const spansOf = (tracks: readonly Track[]) => new Map(tracks.map(({ clock }) => [clock, SPAN]))

describe('a room that sound links', () => {
  it('is put right over the whole hour, drift and stall included, whatever the manifests say', () => {
    fc.assert(
      fc.property(rooms, ({ tracks, noise }) => {
        const edges = [...tracks.map(priorOf), ...pairs(tracks, (at) => noise[at]!)]
        const { clocks, groups } = solve(edges, { spans: spansOf(tracks) })
        expect(groups).toEqual([tracks.map(({ clock }) => clock)])
        for (const track of tracks) {
          const found = clocks.get(track.clock)!
          expect(found.grade).toBe('A')
          expect(found.steps).toHaveLength(track.steps!.length)
          for (const [at, step] of found.steps.entries()) {
            expect(Math.abs(step.byUs - track.steps![at]!.byUs)).toBeLessThan(12_000)
            expect(Math.abs(step.mediaUs - track.steps![at]!.mediaUs)).toBeLessThan(31_000_000)
          }
        }
        for (const mediaUs of [0, 900_000_000, HOUR_US - 1]) {
          // What remains is common to all: nothing but the manifests says where the room lies in UTC.
          const errors = tracks.map(
            (track) => toReference(clocks.get(track.clock)!, mediaUs) - toReference(track, mediaUs),
          )
          const common = errors.reduce((sum, error) => sum + error, 0) / errors.length
          for (const error of errors) expect(Math.abs(error - common)).toBeLessThan(12_000)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('does not depend on where its manifests put it', () => {
    fc.assert(
      fc.property(rooms, fc.integer({ min: -HOUR_US, max: HOUR_US }), ({ tracks, noise }, byUs) => {
        const links = pairs(tracks, (at) => noise[at]!)
        const place = (edges: readonly ClockEdge[]) => solve([...edges, ...links]).clocks
        const here = place(tracks.map(priorOf))
        const there = place(tracks.map(priorOf).map((edge) => ({ ...edge, offsetUs: edge.offsetUs + byUs })))
        for (const { clock } of tracks) {
          expect(there.get(clock)!.offsetUs - here.get(clock)!.offsetUs).toBeCloseTo(byUs, -1)
          expect(there.get(clock)!.sigmaUs).toBeCloseTo(here.get(clock)!.sigmaUs, 0)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('keeps one wrong match out, and says by how much it differs from the rest', () => {
    fc.assert(
      fc.property(rooms, fc.integer({ min: 200_000, max: 5_000_000 }), ({ tracks, noise }, wrongBy) => {
        // Of three matches round a triangle nobody can say which one is wrong.
        fc.pre(tracks.length > 3)
        const right = pairs(tracks, (at) => noise[at]!)
        const wrong = { ...right[0]!, offsetUs: right[0]!.offsetUs + wrongBy, pieces: [] }
        const { residuals, clocks } = solve([...tracks.map(priorOf), wrong, ...right.slice(1)])
        const { clocks: alone } = solve([...tracks.map(priorOf), ...right])
        expect(residuals.get(wrong.edgeId)!.weight).toBeLessThan(0.01)
        if (tracks.every(({ steps }) => steps!.length === 0))
          expect(Math.abs(residuals.get(wrong.edgeId)!.leaveOneOutUs! - wrongBy)).toBeLessThan(20_000)
        const apart = (from: typeof clocks): number =>
          from.get(tracks[0]!.clock)!.offsetUs - from.get(tracks[2]!.clock)!.offsetUs
        expect(Math.abs(apart(clocks) - apart(alone))).toBeLessThan(10_000)
      }),
      { numRuns: 30 },
    )
  })

  it('promises what it keeps: two in three errors lie within σ, nineteen of twenty within two', () => {
    const shares: number[] = []
    for (let trial = 0; trial < 60; trial++) {
      const tracks = [0, 1, 2, 3, 4].map((at) => ({
        clock: `media:${at}`,
        offsetUs: BASE_US + at * 1_000_000,
        driftPpm: 0,
        priorUs: BASE_US + at * 1_000_000,
      }))
      const edges = pairs(tracks, (at) => 3000 * gauss(trial * 100 + at))
      const { clocks } = solve([...tracks.map(priorOf), ...edges])
      const errors = tracks.map((track) => clocks.get(track.clock)!.offsetUs - track.offsetUs)
      const common = errors.reduce((sum, error) => sum + error, 0) / errors.length
      for (const [at, error] of errors.entries())
        shares.push(Math.abs(error - common) / clocks.get(tracks[at]!.clock)!.sigmaUs)
    }
    const within = (sigmas: number): number =>
      shares.filter((share) => share <= sigmas).length / shares.length
    expect(within(1)).toBeGreaterThan(0.68)
    expect(within(2)).toBeGreaterThan(0.95)
  })

  it('gives a jump that two tracks alone show to the one that lost time', () => {
    const steps = [{ mediaUs: 1_000_000_000, byUs: 350_000 }]
    const [a, b] = [
      { clock: 'media:a', offsetUs: BASE_US, driftPpm: 0, priorUs: BASE_US },
      { clock: 'media:b', offsetUs: BASE_US, driftPpm: 0, priorUs: BASE_US, steps },
    ] as const
    const { steps: found } = findSteps([match(a, b, 0)])
    expect([...found.keys()]).toEqual(['media:b'])
    expect(found.get('media:b')![0]!.byUs).toBeCloseTo(350_000, -1)
  })
})

/** What a recorder's or a log's own clock says. */
const device = (from: string, to: string, offsetUs: number): ClockEdge => ({
  edgeId: `${from}-${to}`,
  from,
  to,
  offsetUs,
  sigmaUs: 2000,
  kind: 'capture_times',
  support: 'measured',
  ratePpm: 20,
})

describe('a jump that one edge alone shows', () => {
  it('is no step of any clock: the rest contradicts it', () => {
    const tracks = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
      clock: `media:${name}`,
      offsetUs: BASE_US,
      driftPpm: 0,
      priorUs: BASE_US,
    }))
    const [first, ...others] = pairs(tracks, () => 0)
    const pieces = [0, 1].map((at) => ({
      ...first!.pieces![0]!,
      startUs: at * 1_800_000_000,
      endUs: (at + 1) * 1_800_000_000,
      atUs: at * 1_800_000_000 + 900_000_000,
      offsetUs: at * 200_000,
    }))
    const wrong = { ...first!, atUs: pieces[0]!.atUs, offsetUs: 0, pieces }
    const { clocks } = solve([...tracks.map(priorOf), wrong, ...others])
    for (const { clock } of tracks) {
      expect(clocks.get(clock)!.steps).toEqual([])
      expect(Math.abs(clocks.get(clock)!.offsetUs - clocks.get('media:e')!.offsetUs)).toBeLessThan(1000)
    }
  })
})

describe('what is not of the gauge', () => {
  const room = ['a', 'b', 'c'].map((name) => ({
    clock: `media:${name}`,
    offsetUs: BASE_US,
    driftPpm: 0,
    priorUs: BASE_US,
  }))
  const headset = { clock: 'media:headset', offsetUs: BASE_US, driftPpm: 0, priorUs: BASE_US }
  const edges = [...[...room, headset].map(priorOf), ...pairs(room, () => 0)]

  it('keeps its grade C and the width of its manifest', () => {
    const { clocks, groups } = solve(edges)
    expect(clocks.get('media:headset')).toMatchObject({ grade: 'C', component: undefined })
    expect(clocks.get('media:headset')!.sigmaUs).toBeGreaterThan(290_000)
    expect(clocks.get('media:a')!.sigmaUs).toBeLessThan(10_000)
    expect(groups).toHaveLength(1)
  })

  it('is a group of its own where two rooms bear one name', () => {
    const other = ['x', 'y'].map((name) => ({ ...headset, clock: `media:${name}` }))
    const { clocks, groups } = solve([...edges, ...other.map(priorOf), ...pairs(other, () => 0)])
    expect(groups.map((group) => group.length)).toEqual([3, 2])
    expect(clocks.get('media:x')).toMatchObject({ component: 1, grade: 'C' })
    expect(clocks.get('media:x')!.sigmaUs).toBeGreaterThan(200_000)
    expect(clocks.get('media:x')!.driftSigmaPpm).toBeUndefined()
    expect(clocks.get('media:a')!.driftSigmaPpm).toBeLessThan(1)
  })

  it('is B where fewer windows agree, and shares the grade of the other streams of its file', () => {
    const [a, b, c] = room as [Track, Track, Track]
    const weak = match(a, headset, 0, { agreement: 0.5 })
    const picture = { ...headset, clock: 'media:picture' }
    const file: ClockEdge = { ...priorOf(picture), edgeId: 'file', to: 'media:a', offsetUs: 0, sigmaUs: 1000 }
    const { clocks } = solve([
      ...[a, b, c, headset].map(priorOf),
      ...pairs([a, b, c], () => 0),
      weak,
      { ...file, support: 'exact', kind: 'sibling_track' },
    ])
    expect(clocks.get('media:headset')!.grade).toBe('B')
    expect(clocks.get('media:picture')).toMatchObject({ grade: 'A', component: 0 })
  })

  it('moves with all the others where a bound holds: none is torn out of its group', () => {
    const bound = { ...priorOf(room[0]!), lowerUs: BASE_US + 500_000 }
    const { clocks } = solve([bound, ...room.slice(1).map(priorOf), ...pairs(room, () => 0)])
    for (const { clock } of room) expect(clocks.get(clock)!.offsetUs).toBeCloseTo(BASE_US + 500_000, -2)
  })

  it('reaches UTC through a device’s clock', () => {
    const { clocks } = solve([
      device('media:phone', 'device:leo', BASE_US - 60_000_000),
      { ...device('device:leo', 'utc', 60_000_000), atUs: BASE_US, ratePpm: -5 },
    ])
    const phone = clocks.get('media:phone')!
    // The device's clock was read a minute later, and loses 5 µs a second.
    expect(phone.offsetUs).toBeCloseTo(BASE_US + 300, -1)
    expect(phone.driftPpm).toBeCloseTo(15, 2)
    expect(phone.grade).toBe('B')
  })
})
