/** A session placed as one graph: what was measured between recordings, and what people say of it. */
import { describe, expect, it } from 'vitest'
import { toReference } from '../../core/clock/index.ts'
import type { PlacedSession } from '../../ingest/placeRecordings.ts'
import {
  correction,
  mark,
  microphone,
  mute,
  placeSession,
  sound,
  startsOf,
  steppedSound,
} from './clockSupport.ts'

const apart = (session: PlacedSession, from: string, to: string): number =>
  startsOf(session)[from]! - startsOf(session)[to]!
const edgeOf = (session: PlacedSession, edgeId: string) =>
  session.edges.find((edge) => edge.edgeId === edgeId)!
const placeOf = (session: PlacedSession, id: string) =>
  session.placed.find(({ recording }) => recording.recordingId === id)!

/** By their manifests half a second apart; in truth 1.2 s. */
const TWO = [microphone('a', 0), microphone('b', 500_000)]
const TRUTH = sound('b', 'a', 1_200_000)

const nudged = (byUs: number, more: Parameters<typeof correction>[1] = {}) => ({
  corrections: new Map([['b', [correction(byUs, more)]]]),
})

describe('what was measured', () => {
  it('puts two recordings where their sound says, against the manifests', () => {
    const session = placeSession(TWO, [TRUTH])
    expect(apart(session, 'b', 'a')).toBeCloseTo(1_200_000, -3)
    expect(placeOf(session, 'b')).toMatchObject({ grade: 'A', method: 'audio_match', component: 0 })
    expect(placeOf(session, 'b').sigmaUs).toBeLessThan(15_000)
    expect(session.wallSigmaUs).toBeGreaterThan(200_000)
  })

  it('and was refused says nothing', () => {
    expect(startsOf(placeSession(TWO, [sound('b', 'a', undefined)]))).toEqual(startsOf(placeSession(TWO)))
  })

  it('gives a recording its steps, which its end and its version know', () => {
    const three = [...TWO, microphone('c', 100_000)]
    const measured = [
      steppedSound('b', 'a', 1_200_000, 342_000),
      steppedSound('b', 'c', 1_000_000, 342_000),
      sound('c', 'a', 200_000),
    ]
    const session = placeSession(three, measured)
    const placed = placeOf(session, 'b')
    expect(placed.steps).toHaveLength(1)
    expect(placed.steps[0]!.byUs).toBeCloseTo(342_000, -4)
    expect(toReference(placed, 3_600e6) - placed.offsetUs).toBeCloseTo(3_600e6 + 342_000, -4)
    const whole = placeSession(three, [...measured.slice(2), sound('b', 'a', 1_200_000)])
    expect(whole.clockVersion).not.toBe(session.clockVersion)
  })
})

describe('recordings of one device', () => {
  it('share the rate that sound gives one of them', () => {
    const camera = microphone('b-camera', 500_000, { identity: 'b', source: 'camera', kind: 'video' })
    const session = placeSession([...TWO, camera], [{ ...TRUTH, found: { ...TRUTH.found!, ratePpm: -60 } }])
    const [own, other] = [placeOf(session, 'b'), placeOf(session, 'b-camera')]
    expect(Math.abs(own.driftPpm - other.driftPpm)).toBeLessThan(5)
    expect(other.driftSigmaPpm).toBeGreaterThan(10)
    expect(other).toMatchObject({ grade: 'C', component: undefined })
  })
})

describe('a muted edge', () => {
  it('stays as a row, without a say, and the next in trust takes its place', () => {
    const info = { objectKey: 'a.egressinfo.json', egressId: 'EG', fileStartedAtUs: 1_795_252_124_000_000 }
    const recordings = [microphone('a', 0, { egressInfos: [info] })]
    const best = placeSession(recordings).edges.find((edge) => edge.used)!
    expect(best.kind).toBe('egress_info')
    const session = placeSession(recordings, [], { mutes: mute(best.edgeId) })
    expect(placeOf(session, 'a').method).toBe('manifest_interval')
    expect(edgeOf(session, best.edgeId)).toMatchObject({ used: false, muteId: `mute-${best.edgeId}` })
    expect(edgeOf(session, best.edgeId).residualUs).toBeDefined()
  })

  it('of sound leaves the recordings where their manifests say', () => {
    const session = placeSession(TWO, [TRUTH], { mutes: mute(TRUTH.edgeId) })
    expect(startsOf(session)).toEqual(startsOf(placeSession(TWO)))
    expect(edgeOf(session, TRUTH.edgeId)).toMatchObject({ used: false, weight: undefined })
  })
})

describe('a mark', () => {
  it('relates two recordings by a person’s eye', () => {
    const session = placeSession(TWO, [], { marks: [mark('b', 'a', 1_200_000)] })
    expect(apart(session, 'b', 'a')).toBeCloseTo(1_200_000, -4)
    expect(placeOf(session, 'b').grade).toBe('B')
  })
})

describe('a correction', () => {
  it('made before sound spoke does not move the recording a second time', () => {
    const before = placeSession(TWO, [], nudged(700_000))
    expect(apart(before, 'b', 'a')).toBe(1_200_000)
    const session = placeSession(TWO, [TRUTH], nudged(700_000))
    expect(apart(session, 'b', 'a')).toBeCloseTo(1_200_000, -3)
    expect(placeOf(session, 'b')).toMatchObject({ correctionUs: 0, method: 'audio_match' })
    expect(session.weighedCorrections.has('b')).toBe(true)
  })

  it('made before a mark is where the mark goes on from', () => {
    // The person put b and c to a; then marks that b and c are a little off each other.
    const three = [...TWO, microphone('c', 900_000)]
    const corrections = new Map([
      ['b', [correction(700_000)]],
      ['c', [correction(300_000)]],
    ])
    const session = placeSession(three, [], { corrections, marks: [mark('c', 'b', 20_000)] })
    expect(apart(session, 'c', 'b')).toBeCloseTo(20_000, -4)
    expect(Math.abs(apart(session, 'b', 'a') - 1_200_000)).toBeLessThan(15_000)
  })

  it('made on top of an alignment wins, exactly', () => {
    const session = placeSession(TWO, [TRUTH], nudged(80_000, { linked: true }))
    expect(apart(session, 'b', 'a')).toBeCloseTo(1_280_000, -3)
    expect(placeOf(session, 'b')).toMatchObject({ correctionUs: 80_000, method: 'correction' })
  })

  it('can be muted like all evidence', () => {
    const said = nudged(700_000)
    const edge = placeSession(TWO, [], said).edges.find(({ kind }) => kind === 'correction')!
    const session = placeSession(TWO, [], { ...said, mutes: mute(edge.edgeId) })
    expect(startsOf(session)).toEqual(startsOf(placeSession(TWO)))
    expect(edgeOf(session, edge.edgeId).used).toBe(false)
  })
})

describe('the epoch', () => {
  it('moves by whole seconds where content moves the first sample, and no time is negative', () => {
    const base = placeSession(TWO).epochUs!
    for (const offsetUs of [1_200_000, 1_207_000, -400_000, -9_000_000]) {
      const session = placeSession(TWO, [sound('b', 'a', offsetUs)])
      expect(Math.abs(session.epochUs! - base) % 1_000_000).toBe(0)
      const first = Math.min(...session.placed.map((one) => one.offsetUs)) - session.epochUs!
      expect(first).toBeGreaterThanOrEqual(0)
      expect(first).toBeLessThan(1_000_000)
    }
  })
})
