/** A session's clock graph: seen, tried, edited, taken back; and what people marked stands on its frame through it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClocksApi } from '../../app/server/clocksApi.ts'
import { applyClockEdits, previewClocks, readClocks } from '../../app/server/readClocks.ts'
import {
  clockAppliedSchema,
  clockEditsSchema,
  clockGraphSchema,
  clockPreviewSchema,
  type ClockEdits,
} from '../../core/protocol/index.ts'
import { place } from '../../ingest/place.ts'
import { writeMeasuredEdges, type MeasuredEdge } from '../../ingest/edges/measured.ts'
import { createAnnotation, readAnnotations, withhold } from '../../review/index.ts'
import { sound } from '../ingest/clockSupport.ts'
import { recordingIdOf, storeTracks, T0_US } from '../ingest/placeSupport.ts'
import { createTemporaryCatalog, type TemporaryCatalog } from '../support/catalog.ts'

const SESSION = 'RM_1'
const [ANN, BOB, CID] = ['ann.ogg', 'bob.ogg', 'cid.ogg'].map((key) => recordingIdOf(key)) as [
  string,
  string,
  string,
]
const edits = (given: Partial<ClockEdits>): ClockEdits => clockEditsSchema.parse(given)
/** What sound says: bob begins 500 ms later than his manifest has it. */
const BOB_BY_SOUND = sound(BOB, ANN, 1_500_000)

let temporary: TemporaryCatalog
beforeAll(async () => {
  temporary = await createTemporaryCatalog()
  await storeTracks(
    temporary.catalog,
    ['ann', 'bob', 'cid'].map((identity, at) => ({
      objectKey: `${identity}.ogg`,
      identity,
      lastPtsUs: 3_600e6,
      manifest: { startedAtUs: T0_US + at * 1_000_000 },
    })),
  )
  await temporary.catalog.transaction((tx) => place(tx))
})
afterAll(() => temporary.remove())

const measure = (...edges: MeasuredEdge[]) =>
  temporary.catalog.transaction(async (tx) => {
    await writeMeasuredEdges(tx, edges, new Date('2026-11-21T12:00:00Z'))
    await place(tx, [SESSION])
  })
const read = () => readClocks(temporary.catalog, SESSION)
const suppose = (given: Partial<ClockEdits>) =>
  previewClocks(temporary.catalog, SESSION, { edits: edits(given) })
const apply = async (given: Partial<ClockEdits>) => {
  const { clockVersion } = await read()
  return applyClockEdits(temporary.catalog, SESSION, { edits: edits(given), clockVersion, author: 'eve' })
}
const apart = ({ recordings }: Awaited<ReturnType<typeof read>>, from: string, to: string): number => {
  const at = (id: string) => recordings.find(({ recordingId }) => recordingId === id)!.placedWallUs!
  return at(from) - at(to)
}

describe('an annotation', () => {
  it('stands on its frame when sound moves its recording by half a second, and by a step before it', async () => {
    const { catalog } = temporary
    const { clockVersion } = await read()
    const startUs = 2_000_000_000
    const made = await createAnnotation(catalog, SESSION, {
      annotationId: 'a1',
      tierId: null,
      startUs,
      endUs: startUs,
      clockVersion,
      laneId: 'bob/microphone',
      author: 'eve',
    })
    const standing = async () => (await readAnnotations(catalog, SESSION)).annotations[0]!
    const before = await read()
    await measure(BOB_BY_SOUND)
    const moved = await read()
    expect(apart(moved, BOB, ANN) - apart(before, BOB, ANN)).toBeCloseTo(500_000, -3)
    const after = await standing()
    expect(after.anchor).toMatchObject({
      recordingId: BOB,
      startMediaUs: made.anchor.startMediaUs,
      isPlaced: true,
    })
    const sessionTimeOf = (graph: typeof before): number =>
      graph.recordings.find(({ recordingId }) => recordingId === BOB)!.placedWallUs! - graph.epochWallUs
    expect(after.startUs - startUs).toBeCloseTo(sessionTimeOf(moved) - sessionTimeOf(before), -3)

    const pieces = [
      { startUs: 0, endUs: 1_000e6, atUs: 500e6, offsetUs: 1_500_000, sigmaUs: 4_000 },
      { startUs: 1_000e6, endUs: 3_600e6, atUs: 2_300e6, offsetUs: 1_850_000, sigmaUs: 4_000 },
    ]
    const stepped = { ...BOB_BY_SOUND, found: { ...BOB_BY_SOUND.found!, pieces, atUs: 500e6 } }
    const toCid = { ...stepped, edgeId: 'sound-bob-cid', to: `media:${CID}` }
    await measure(stepped, toCid, sound(CID, ANN, 0))
    const graph = await read()
    const bob = graph.recordings.find(({ recordingId }) => recordingId === BOB)!
    expect(bob.steps).toHaveLength(1)
    const last = await standing()
    expect(last.anchor.startMediaUs).toBe(made.anchor.startMediaUs)
    const first = bob.placedWallUs! - graph.epochWallUs
    expect(last.startUs - first - made.anchor.startMediaUs!).toBeCloseTo(bob.steps[0]!.byUs, -3)
    await measure(BOB_BY_SOUND, { ...toCid, found: undefined, refusal: 'noise' }, sound(CID, ANN, undefined))
  })
})

describe('the graph', () => {
  it('says who lies where, how well, why, and what is lacking', async () => {
    const graph = clockGraphSchema.parse(await read())
    expect(graph.clocks.map(({ kind }) => kind).sort()).toEqual(['media', 'media', 'media', 'utc'])
    const [ann, bob, cid] = graph.recordings
    expect([ann!.laneId, bob!.laneId, cid!.laneId]).toEqual([
      'ann/microphone',
      'bob/microphone',
      'cid/microphone',
    ])
    expect(bob).toMatchObject({ grade: 'A', component: 0, lacks: null, saysSource: 'manifest' })
    expect(bob!.saysWallUs).toBe(T0_US + 1_000_000)
    expect(bob!.evidence).toContainEqual({ kind: 'audio_match', count: 1, disagree: 0 })
    expect(cid).toMatchObject({ grade: 'C', component: null })
    expect(cid!.lacks).toContain('its sound is in none of 2 others')
    expect(graph.pairs).toEqual({ compared: 3, refused: 2 })
    expect(graph.alignedWallUs).toBe(Date.UTC(2026, 10, 21, 12) * 1000)
    expect(graph.expectedErrorUs!.p50).toBeLessThan(graph.expectedErrorUs!.p95)
  })

  it('tells nothing of people who are withheld', async () => {
    const { catalog } = temporary
    await withhold(catalog, { sessionId: SESSION, identity: 'bob', reason: 'no consent', author: 'eve' })
    const graph = await read()
    expect(JSON.stringify(graph)).not.toContain('bob')
    expect(JSON.stringify(graph)).not.toContain(BOB)
    await catalog.run('DELETE FROM withholdings')
  })
})

describe('edits', () => {
  it('are tried without a trace', async () => {
    const before = await read()
    const { graph, moves } = await suppose({ mute: [BOB_BY_SOUND.edgeId] })
    expect(apart(graph, BOB, ANN)).toBeCloseTo(1_000_000, -3)
    expect(moves.find(({ recordingId }) => recordingId === BOB)).toMatchObject({
      fromGrade: 'A',
      toGrade: 'C',
    })
    expect(graph.edges.find(({ edgeId }) => edgeId === BOB_BY_SOUND.edgeId)).toMatchObject({
      used: false,
      residualUs: null,
    })
    expect(await read()).toEqual(before)
  })

  it('are applied as tried, survive forming anew, and are taken back by what they answer', async () => {
    const before = await read()
    const mark = { fromRecordingId: CID, fromMediaUs: 10_000_000, toRecordingId: ANN, toMediaUs: 12_345_000 }
    const given = { mute: [BOB_BY_SOUND.edgeId], marks: [{ ...mark, sigmaUs: 20_000 }] }
    const tried = await suppose(given)
    const applied = clockAppliedSchema.parse(await apply(given))
    expect(applied.moves).toEqual(tried.moves)
    expect(applied.graph.clockVersion).toBe(tried.graph.clockVersion)
    expect(applied.graph.marks).toMatchObject([{ ...mark, author: 'eve' }])
    expect(apart(applied.graph, CID, ANN)).toBeCloseTo(2_345_000, -4)

    await temporary.catalog.transaction(async (tx) => {
      await tx.run("UPDATE recordings SET session_id = 'RM_9'")
      await tx.run("UPDATE sessions SET session_id = 'RM_9', aligned_at = NULL")
      await place(tx)
      await tx.run("UPDATE recordings SET session_id = 'RM_1'")
      await tx.run("UPDATE sessions SET session_id = 'RM_1'")
      await place(tx)
    })
    expect(await read()).toEqual(applied.graph)

    const undone = await apply(applied.undo)
    expect(undone.graph.marks).toEqual([])
    expect(undone.graph.recordings).toEqual(before.recordings)
    const again = await apply(undone.undo)
    expect(again.graph.recordings).toEqual(applied.graph.recordings)
    await apply(again.undo)
    const rows = await temporary.catalog.all<{ n: number }>(
      'SELECT (SELECT count(*) FROM edge_mutes) + (SELECT count(*) FROM clock_marks) AS n',
    )
    expect(rows).toEqual([{ n: 4 }])
  })

  it('that name what is not there are refused, and change nothing', async () => {
    const before = await read()
    const other = { toRecordingId: ANN, toMediaUs: 0, sigmaUs: 30_000 }
    const cases: [Partial<ClockEdits>, string][] = [
      [{ mute: ['edge_x'] }, 'edge_missing'],
      [{ mute: [BOB_BY_SOUND.edgeId], unmute: [BOB_BY_SOUND.edgeId] }, 'edits_contradict'],
      [{ withdrawMarks: ['mark_x'] }, 'mark_missing'],
      [{ marks: [{ ...other, fromRecordingId: 'rec_x', fromMediaUs: 0 }] }, 'recording_missing'],
      [{ marks: [{ ...other, fromRecordingId: ANN, fromMediaUs: 0 }] }, 'mark_of_one'],
      [{ marks: [{ ...other, fromRecordingId: BOB, fromMediaUs: 9e9 }] }, 'mark_outside'],
    ]
    for (const [given, code] of cases) {
      await expect(suppose(given)).rejects.toMatchObject({ code })
      await expect(apply(given)).rejects.toMatchObject({ code })
    }
    const stale = { edits: edits({}), clockVersion: 'old', author: 'eve' }
    await expect(applyClockEdits(temporary.catalog, SESSION, stale)).rejects.toMatchObject({
      code: 'clock_moved',
    })
    await expect(readClocks(temporary.catalog, 'RM_X')).rejects.toMatchObject({ code: 'session_missing' })
    expect(await read()).toEqual(before)
  })

  it('come over HTTP', async () => {
    const api = createClocksApi(temporary.catalog)
    const post = (path: string, body: unknown) =>
      api.request(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
    const answer = await api.request(`/sessions/${SESSION}/clocks`)
    const { clockVersion } = clockGraphSchema.parse(await answer.json())
    const tried = await post(`/sessions/${SESSION}/clocks/preview`, { mute: [BOB_BY_SOUND.edgeId] })
    expect(clockPreviewSchema.parse(await tried.json()).moves).not.toEqual([])
    const applied = await post(`/sessions/${SESSION}/clocks/apply`, { clockVersion, author: 'ann' })
    expect(clockAppliedSchema.parse(await applied.json())).toMatchObject({ moves: [] })
  })
})
