import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formSessions, formatSlug, SESSION_GAP_NS, type SessionClaim } from '../../ingest/form/sessions.ts'

const SECOND = 1_000_000_000n
const HOUR = 3600n * SECOND
const NINE = BigInt(Date.parse('2025-06-11T09:00:00Z')) * 1_000_000n

const claim = (id: string, given: Partial<SessionClaim>): SessionClaim => ({
  id,
  roomId: undefined,
  roomName: undefined,
  startNs: undefined,
  endNs: undefined,
  weak: false,
  ...given,
})
const at = (start: bigint, length = 60n * SECOND) => ({ startNs: start, endNs: start + length })
const shape = (claims: readonly SessionClaim[]) =>
  formSessions(claims).map(({ sessionId, claims }) => [sessionId, claims.join(' ')])

describe('sessions', () => {
  it('are one where the room id is one, however far apart', () => {
    const claims = [
      claim('a', { roomId: 'RM_1', roomName: 'g', ...at(NINE) }),
      claim('b', { roomId: 'RM_1', roomName: 'g', ...at(NINE + 30n * HOUR) }),
      claim('c', { roomId: 'RM_2', roomName: 'g', ...at(NINE) }),
    ]
    expect(shape(claims)).toEqual([
      ['RM_1', 'a b'],
      ['RM_2', 'c'],
    ])
  })

  it('of one room name on two days are two, named by their first second', () => {
    const claims = [
      claim('a', { roomName: 'Group 3', ...at(NINE) }),
      claim('b', { roomName: 'Group 3', ...at(NINE + SESSION_GAP_NS) }),
      claim('c', { roomName: 'Group 3', ...at(NINE + 24n * HOUR) }),
    ]
    expect(shape(claims)).toEqual([
      ['group-3-20250611T090000', 'a b'],
      ['group-3-20250612T090000', 'c'],
    ])
  })

  it('take in what names only their room, by the span it meets', () => {
    const claims = [
      claim('a', { roomId: 'RM_1', roomName: 'g', ...at(NINE, HOUR) }),
      claim('b', { roomId: 'RM_2', roomName: 'g', ...at(NINE + HOUR, HOUR) }),
      claim('log', { roomName: 'g', ...at(NINE + 50n * 60n * SECOND, HOUR) }),
      claim('near', { roomName: 'g', ...at(NINE - HOUR, SECOND) }),
      claim('far', { roomName: 'g', ...at(NINE + 9n * HOUR, SECOND) }),
      claim('other', { roomName: 'h', ...at(NINE, HOUR) }),
    ]
    expect(shape(claims)).toEqual([
      ['RM_1', 'a near'],
      ['RM_2', 'b log'],
      ['g-20250611T180000', 'far'],
      ['h-20250611T090000', 'other'],
    ])
  })

  it('are never bridged or split by an upload’s date, but take what has no better one', () => {
    const copied = NINE + 300n * 24n * HOUR
    const known = [
      claim('a', { roomName: 'g', ...at(NINE) }),
      claim('copy', { roomName: 'g', ...at(copied), weak: true }),
    ]
    expect(shape(known)).toEqual([['g-20250611T090000', 'a copy']])
    expect(formSessions(known)[0]!.endNs).toBe(NINE + 60n * SECOND)
    const two = [
      ...known,
      claim('b', { roomName: 'g', ...at(NINE + 24n * HOUR) }),
      claim('none', { roomName: 'g' }),
    ]
    expect(shape(two)).toEqual([
      ['g-20250611T090000', 'a'],
      ['g-20250612T090000', 'b'],
      ['g-20260407T090000', 'copy'],
      ['g-undated', 'none'],
    ])
  })

  it('are not made of files that name no room', () => {
    expect(formSessions([claim('a', at(NINE))])).toEqual([])
  })

  it('have readable ids for any name', () => {
    expect(formatSlug('Füße & Mäuse (3)')).toBe('fu-e-mause-3')
    expect(formatSlug('😀')).toMatch(/^room-[0-9a-f]{8}$/)
    const same = [claim('a', { roomName: 'g!', ...at(NINE) }), claim('b', { roomName: 'g?', ...at(NINE) })]
    expect(shape(same)).toEqual([
      ['g-20250611T090000', 'a'],
      ['g-20250611T090000-2', 'b'],
    ])
  })

  const someClaims = fc
    .array(
      fc.record({
        roomId: fc.option(fc.constantFrom('RM_1', 'RM_2'), { nil: undefined }),
        roomName: fc.option(fc.constantFrom('g', 'h', 'G!'), { nil: undefined }),
        startNs: fc.option(
          fc.integer({ min: 0, max: 40 }).map((half) => NINE + BigInt(half) * 1800n * SECOND),
          { nil: undefined },
        ),
        seconds: fc.integer({ min: -5, max: 7200 }),
        weak: fc.boolean(),
      }),
      { maxLength: 14 },
    )
    .map((some) =>
      some.map(({ seconds, ...one }, n) =>
        claim(`c${n}`, {
          ...one,
          endNs: one.startNs === undefined ? undefined : one.startNs + BigInt(seconds) * SECOND,
        }),
      ),
    )

  it('are the same for any order of files', () => {
    fc.assert(
      fc.property(
        someClaims.chain((claims) =>
          fc.tuple(fc.constant(claims), fc.shuffledSubarray(claims, { minLength: claims.length })),
        ),
        ([claims, shuffled]) => {
          expect(formSessions(shuffled)).toEqual(formSessions(claims))
        },
      ),
    )
  })

  it('hold every file that names a room exactly once, under ids of their own', () => {
    fc.assert(
      fc.property(someClaims, (claims) => {
        const sessions = formSessions(claims)
        const held = sessions.flatMap((session) => session.claims).sort()
        const named = claims
          .filter((one) => one.roomId !== undefined || one.roomName !== undefined)
          .map((one) => one.id)
        expect(held).toEqual(named.sort())
        expect(new Set(sessions.map((session) => session.sessionId)).size).toBe(sessions.length)
      }),
    )
  })
})
