/** The solver against graphs whose truth is known. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { solve, toMedia, toReference, type ClockEdge } from '../../../core/clock/index.ts'
import { applyBounds } from '../../../core/clock/bounds.ts'

const BASE_US = 1_795_252_123_056_041

const edge = (
  edgeId: string,
  from: string,
  to: string,
  offsetUs: number,
  more: Partial<ClockEdge> = {},
): ClockEdge => ({
  edgeId,
  from,
  to,
  offsetUs,
  sigmaUs: 1000,
  kind: 'test',
  support: 'prior',
  ...more,
})

const grade = (...edges: ClockEdge[]): string => solve(edges).clocks.get('media:a')!.grade

interface Graph {
  readonly truth: ReadonlyMap<string, number>
  readonly edges: readonly ClockEdge[]
}

/** Clocks with known offsets: each anchored to UTC three times, and linked to its neighbour; noise within ± 1σ. */
const graphs: fc.Arbitrary<Graph> = fc
  .record({
    offsets: fc.array(fc.integer({ min: 0, max: 3_600_000_000 }), { minLength: 1, maxLength: 12 }),
    noise: fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 60, maxLength: 60 }),
  })
  .map(({ offsets, noise }) => {
    const truth = new Map(offsets.map((offset, at) => [`media:${at}`, BASE_US + offset]))
    const names = [...truth.keys()]
    const anchors = names.flatMap((name, at) =>
      [0, 1, 2].map((n) => edge(`anchor-${name}-${n}`, name, 'utc', truth.get(name)! + noise[at * 3 + n]!)),
    )
    const links = names.slice(1).map((name, at) => {
      const other = names[at]!
      return edge(`link-${name}`, name, other, truth.get(name)! - truth.get(other)! + noise[40 + at]!)
    })
    return { truth, edges: [...anchors, ...links] }
  })

describe('solve', () => {
  it('recovers a known graph within its noise', () => {
    fc.assert(
      fc.property(graphs, ({ truth, edges }) => {
        const { clocks, unanchored } = solve(edges)
        expect(unanchored).toEqual([])
        for (const [clock, offset] of truth)
          expect(Math.abs(clocks.get(clock)!.offsetUs - offset)).toBeLessThan(1500)
      }),
    )
  })

  it('gives the same answer for any order of the edges', () => {
    fc.assert(
      fc.property(
        graphs.chain(({ edges }) =>
          fc.tuple(fc.constant(edges), fc.shuffledSubarray([...edges], { minLength: edges.length })),
        ),
        ([edges, shuffled]) => {
          expect([...solve(shuffled).clocks]).toEqual([...solve(edges).clocks])
        },
      ),
    )
  })

  it('is not moved by one wrong edge', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.nat(),
        fc.integer({ min: 100_000, max: 5_000_000_000 }),
        ({ truth, edges }, which, wrongBy) => {
          const at = which % edges.length
          const broken = edges.map((own, i) =>
            i === at ? { ...own, offsetUs: own.offsetUs + wrongBy } : own,
          )
          const { clocks, residuals } = solve(broken)
          for (const [clock, offset] of truth)
            expect(Math.abs(clocks.get(clock)!.offsetUs - offset)).toBeLessThan(2500)
          expect(residuals.get(broken[at]!.edgeId)!.weight).toBeLessThan(0.01)
        },
      ),
    )
  })

  it('leaves a clock that reaches no reference unplaced, and names it', () => {
    const { clocks, unanchored } = solve([
      edge('a', 'media:a', 'media:b', 5),
      edge('b', 'media:c', 'utc', BASE_US),
    ])
    expect([...clocks.keys()]).toEqual(['media:c'])
    expect(unanchored).toEqual([['media:a', 'media:b']])
  })

  it('places a clock through another', () => {
    const { clocks } = solve([
      edge('a', 'media:a', 'utc', BASE_US),
      edge('link', 'media:b', 'media:a', 250_000, { sigmaUs: 3000, support: 'content' }),
    ])
    const placed = clocks.get('media:b')!
    expect(placed.offsetUs).toBeCloseTo(BASE_US + 250_000, 0)
    // Against the middle of the two that content links; against UTC the anchor's own error is added.
    expect(placed.sigmaUs).toBeCloseTo(3000 / 2, 3)
    expect(placed.wallSigmaUs).toBeCloseTo(Math.hypot(1000, 3000), 3)
    expect(placed.grade).toBe('A')
  })

  it('weighs edges by their sigma and shrinks the sigma of their mean', () => {
    const { clocks } = solve([
      edge('a', 'media:a', 'utc', BASE_US, { sigmaUs: 1000 }),
      edge('b', 'media:a', 'utc', BASE_US + 1000, { sigmaUs: 2000 }),
    ])
    const placed = clocks.get('media:a')!
    expect(placed.offsetUs - BASE_US).toBeGreaterThan(100)
    expect(placed.offsetUs - BASE_US).toBeLessThan(300)
    expect(placed.sigmaUs).toBeGreaterThan(800)
    expect(placed.sigmaUs).toBeLessThan(1000)
  })

  it('says by how much an edge differs from all others', () => {
    const { residuals } = solve([
      edge('a', 'media:a', 'utc', BASE_US),
      edge('b', 'media:a', 'utc', BASE_US),
      edge('c', 'media:a', 'utc', BASE_US + 900),
      edge('lone', 'media:z', 'utc', BASE_US),
    ])
    expect(residuals.get('c')!.leaveOneOutUs).toBeCloseTo(900, 0)
    expect(residuals.get('lone')!.leaveOneOutUs).toBeUndefined()
  })

  it('finds rates from the edges that say them', () => {
    const { clocks } = solve([
      edge('a', 'media:a', 'utc', BASE_US, { ratePpm: 12 }),
      edge('b', 'media:b', 'media:a', 0, { ratePpm: -30 }),
      edge('c', 'media:c', 'utc', BASE_US),
    ])
    expect(clocks.get('media:a')!.driftPpm).toBeCloseTo(12, 3)
    expect(clocks.get('media:b')!.driftPpm).toBeCloseTo(-18, 3)
    expect(clocks.get('media:c')!.driftPpm).toBe(0)
  })

  it('grades by the best support that still has a say', () => {
    expect(grade(edge('a', 'media:a', 'utc', BASE_US))).toBe('C')
    expect(grade(edge('a', 'media:a', 'utc', BASE_US, { support: 'measured' }))).toBe('B')
  })

  it('refuses an edge without a sigma', () => {
    expect(() => solve([edge('a', 'media:a', 'utc', 0, { sigmaUs: 0 })])).toThrow('clock edge a')
  })
})

describe('bounds', () => {
  it('never leave the estimate outside, nor promise less error than they allow', () => {
    const times = fc.integer({ min: -5_000_000, max: 5_000_000 })
    fc.assert(
      fc.property(
        times,
        fc.integer({ min: 1, max: 3_000_000 }),
        times,
        fc.nat(4_000_000),
        (offsetUs, sigmaUs, lowerUs, width) => {
          const upperUs = lowerUs + width
          const bounded = applyBounds({ offsetUs, sigmaUs }, { lowerUs, upperUs })
          expect(bounded.offsetUs).toBeGreaterThanOrEqual(lowerUs)
          expect(bounded.offsetUs).toBeLessThanOrEqual(upperUs)
          expect(bounded.sigmaUs).toBeLessThanOrEqual(Math.max(width, 1))
          if (!bounded.clipped) expect(bounded.sigmaUs).toBeLessThanOrEqual(sigmaUs)
        },
      ),
    )
  })

  it('widen sigma where the estimate contradicts them', () => {
    const bounded = applyBounds({ offsetUs: 0, sigmaUs: 100 }, { lowerUs: 1000, upperUs: 9000 })
    expect(bounded).toMatchObject({ offsetUs: 1000, clipped: true, conflict: false })
    expect(bounded.sigmaUs).toBeGreaterThan(1000)
  })

  it('are set aside, and said, where they exclude each other', () => {
    const { clocks } = solve([
      edge('a', 'media:a', 'utc', 500, { lowerUs: 400, upperUs: 600 }),
      edge('b', 'media:a', 'utc', 500, { lowerUs: 2000, upperUs: 3000 }),
    ])
    expect(clocks.get('media:a')).toMatchObject({ conflict: true, clipped: false })
    expect(clocks.get('media:a')!.sigmaUs).toBeGreaterThan(1400)
  })
})

describe('a clock map', () => {
  it('inverts to a microsecond over a day', () => {
    const maps = fc.record({
      offsetUs: fc.integer({ min: 0, max: BASE_US }),
      driftPpm: fc.double({ min: -500, max: 500, noNaN: true }),
    })
    fc.assert(
      fc.property(maps, fc.integer({ min: -1_000_000, max: 86_400_000_000 }), (map, mediaUs) => {
        expect(Math.abs(toMedia(map, toReference(map, mediaUs)) - mediaUs)).toBeLessThan(1)
      }),
    )
  })
})
