/** What is said of a session's clocks: each finding where it belongs, and none where it does not. */
import { expect, it } from 'vitest'
import { findPlaceFindings } from '../../ingest/placeFindings.ts'
import type { PlacedSession } from '../../ingest/placeRecordings.ts'
import { correction, mark, microphone, placeSession, sound, steppedSound } from './clockSupport.ts'

const findingsOf = (session: PlacedSession) => findPlaceFindings(session, new Set())
const codesOf = (session: PlacedSession) =>
  findingsOf(session)
    .map(({ code }) => code)
    .sort()

const ROOM = ['a', 'b', 'c', 'd'].map((id) => microphone(id, 0))
const ALL = ROOM.flatMap(({ recordingId: from }, at) =>
  ROOM.slice(at + 1).map(({ recordingId: to }) => sound(from, to, 0)),
)
const without = (id: string) => ALL.filter(({ from, to }) => ![from, to].includes(`media:${id}`))

const corrections = (more: object) => ({ corrections: new Map([['b', [correction(700_000, more)]]]) })

it('nothing, of clocks that agree', () => {
  expect(codesOf(placeSession(ROOM, ALL))).toEqual([])
  expect(codesOf(placeSession(ROOM))).toEqual([])
})

it('a stall, with its length and place', () => {
  const measured = [...without('b'), ...['a', 'c', 'd'].map((to) => steppedSound('b', to, 0, 342_000))]
  const [found, ...others] = findingsOf(placeSession(ROOM, measured))
  expect(others).toEqual([])
  expect(found).toMatchObject({ code: 'capture_stalled', severity: 'info', recordingId: 'b' })
  expect(found!.message).toMatch(
    /^b\/microphone: the capture stalled for 342 ms \(±\d+ ms\) at about 0:30:00/,
  )
})

it('a clock that was set: two recordings of one device jump together, or one jumps back', () => {
  const screen = microphone('b2', 0, { identity: 'b', source: 'screen_share_audio' })
  const others = ['a', 'c', 'd']
  const together = [
    ...without('b'),
    ...others.flatMap((to) => [steppedSound('b', to, 0, 500_000), steppedSound('b2', to, 0, 500_000)]),
  ]
  const found = findingsOf(placeSession([...ROOM, screen], together))
  expect(found.map(({ code }) => code)).toEqual(['clock_stepped', 'clock_stepped'])
  expect(found[0]!.message).toContain('and so does b/screen_share_audio')
  const back = [...without('b'), ...others.map((to) => steppedSound('b', to, 0, -500_000))]
  expect(codesOf(placeSession(ROOM, back))).toEqual(['clock_stepped'])
})

it('a clock that runs far off', () => {
  const fast = ['a', 'c', 'd'].map((to) => sound('b', to, 0, { ratePpm: 273 }))
  const [found, ...others] = findingsOf(placeSession(ROOM, [...without('b'), ...fast]))
  expect(others).toEqual([])
  expect(found).toMatchObject({ code: 'drift_high', recordingId: 'b' })
})

it('a manifest that is early by the sound, not only by EgressInfo', () => {
  const early = [...ROOM.slice(0, 3), microphone('late', -12_000_000)]
  const measured = [...without('d'), ...['a', 'b', 'c'].map((to) => sound('late', to, 0))]
  expect(codesOf(placeSession(early, measured))).toEqual(['manifest_early'])
})

it('a recording whose sound is in no other, where others share theirs', () => {
  const refused = ['a', 'b', 'c'].map((to) => sound('d', to, undefined))
  const [found, ...others] = findingsOf(placeSession(ROOM, [...without('d'), ...refused]))
  expect(others).toEqual([])
  expect(found).toMatchObject({ code: 'fits_no_other', recordingId: 'd' })
  expect(found!.message).toContain('a headset, another room, or silence')
  const allRefused = ALL.map((edge) => ({ ...edge, found: undefined, refusal: 'nothing in common' }))
  expect(codesOf(placeSession(ROOM, allRefused))).toEqual([])
})

it('two rooms, where their sound was compared', () => {
  const within = [sound('b', 'a', 0), sound('d', 'c', 0)]
  const between = ['a', 'b'].flatMap((to) => [sound('c', to, undefined), sound('d', to, undefined)])
  expect(codesOf(placeSession(ROOM, [...within, ...between]))).toEqual(['two_rooms'])
  expect(codesOf(placeSession(ROOM, within))).toEqual([])
})

it('evidence that contradicts all else', () => {
  const wrong = ALL.map((edge) => (edge === ALL[0] ? sound('a', 'b', 700_000) : edge))
  const session = placeSession(ROOM, wrong)
  const [found, ...others] = findingsOf(session)
  expect(others).toEqual([])
  expect(found).toMatchObject({ code: 'edge_disagrees', evidence: { edgeId: wrong[0]!.edgeId } })
  const marked = placeSession(ROOM, ALL, { marks: [mark('a', 'b', 700_000)] })
  expect(codesOf(marked)).toEqual(['edge_disagrees'])
})

it('corrections that the evidence has overtaken', () => {
  expect(codesOf(placeSession(ROOM, ALL, corrections({})))).toEqual(['correction_weighed'])
  const computedUs = placeSession(ROOM).placed[1]!.computedUs
  expect(codesOf(placeSession(ROOM, [], corrections({ computedUs })))).toEqual([])
  expect(codesOf(placeSession(ROOM, [], corrections({ computedUs: computedUs - 400_000 })))).toEqual([
    'correction_outdated',
  ])
})
