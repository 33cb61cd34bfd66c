/** What a person says about a recording's place: it wins, stands beside the computed value and survives. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { correct, listCorrections, withdrawCorrection } from '../../ingest/corrections.ts'
import { place } from '../../ingest/place.ts'
import { createTemporaryCatalog, type TemporaryCatalog } from '../support/catalog.ts'
import { recordingIdOf, storeTracks, T0_US } from './placeSupport.ts'

let temporary: TemporaryCatalog
beforeEach(async () => {
  temporary = await createTemporaryCatalog()
  await storeTracks(temporary.catalog, [
    { objectKey: 'a.ogg', trackId: 'TR_A', egressInfoUs: T0_US },
    { objectKey: 'b.ogg', trackId: 'TR_B', identity: 'bob', egressInfoUs: T0_US + 3_000_000 },
    { objectKey: 'c.ogg', trackId: 'TR_C', sessionId: 'RM_2', egressInfoUs: T0_US },
  ])
  await temporary.catalog.transaction((tx) => place(tx))
})
afterEach(() => temporary.remove())

interface Placement {
  readonly wall_us: number
  readonly computed_offset_us: number
  readonly offset_us: number
  readonly correction_us: number
  readonly method: string
  readonly start_us: number
}

async function read(objectKey: string): Promise<Placement> {
  const [row] = await temporary.catalog.all<Placement>(
    `SELECT p.*, s.epoch_us + p.offset_us - ? AS wall_us FROM placements p JOIN sessions s USING (session_id)
     WHERE p.recording_id = ?`,
    [T0_US, recordingIdOf(objectKey)],
  )
  return row!
}

const nudge = (target: string, byUs: number, more: { sessionId?: string; now?: Date } = {}) =>
  correct(temporary.catalog, { target, byUs, author: 'ann', note: 'by the clap', ...more })

describe('a correction', () => {
  it('moves its recording alone, and keeps the computed value', async () => {
    await nudge('TR_B', 120_000)
    expect(await read('b.ogg')).toMatchObject({
      wall_us: 3_120_000,
      correction_us: 120_000,
      method: 'correction',
    })
    const moved = await read('b.ogg')
    expect(moved.offset_us - moved.computed_offset_us).toBe(120_000)
    expect((await read('a.ogg')).wall_us).toBe(0)
  })

  it('takes a recording id, a track id or a lane', async () => {
    for (const [at, target] of [recordingIdOf('b.ogg'), 'TR_B', 'bob/microphone'].entries()) {
      const { recordingIds } = await nudge(target, 1000 * (at + 1))
      expect(recordingIds).toEqual([recordingIdOf('b.ogg')])
      expect((await read('b.ogg')).correction_us).toBe(1000 * (at + 1))
    }
  })

  it('of several the newest counts, also within one millisecond', async () => {
    const now = new Date('2026-11-21T10:00:00Z')
    await nudge('TR_B', 120_000, { now })
    await nudge('TR_B', 50_000, { now })
    await nudge('TR_B', -70_000, { now: new Date('2026-11-20T10:00:00Z') })
    expect((await read('b.ogg')).correction_us).toBe(-70_000)
    const listed = await listCorrections(temporary.catalog, 'RM_1')
    expect(listed.map(({ byUs, counts }) => [byUs, counts])).toEqual([
      [-70_000, true],
      [50_000, false],
      [120_000, false],
    ])
  })

  it('withdrawn, gives way to the one before and stays as a row', async () => {
    await nudge('TR_B', 120_000)
    const { correctionIds } = await nudge('TR_B', 50_000)
    await withdrawCorrection(temporary.catalog, correctionIds[0]!)
    await withdrawCorrection(temporary.catalog, correctionIds[0]!)
    expect((await read('b.ogg')).correction_us).toBe(120_000)
    const listed = await listCorrections(temporary.catalog, 'RM_1')
    expect(listed.map(({ counts, withdrawnAt }) => [counts, withdrawnAt !== undefined])).toEqual([
      [false, true],
      [true, false],
    ])
  })

  it('survives that everything ingest knows is formed anew, under another session', async () => {
    await nudge('TR_B', 120_000)
    const { catalog } = temporary
    await catalog.transaction(async (tx) => {
      for (const table of ['placements', 'clock_edges', 'clocks']) await tx.run(`DELETE FROM ${table}`)
      await tx.run("UPDATE recordings SET session_id = 'RM_2' WHERE object_key = 'b.ogg'")
      await place(tx)
    })
    expect(await read('b.ogg')).toMatchObject({ wall_us: 3_120_000, method: 'correction' })
  })

  it('to an earlier time leaves no session time negative', async () => {
    await nudge('TR_A', -500_000)
    expect(await read('a.ogg')).toMatchObject({ start_us: 0, wall_us: -500_000 })
    expect((await read('b.ogg')).wall_us).toBe(3_000_000)
  })

  it('to a later time of the first recording leaves the others’ session times alone', async () => {
    const before = await read('b.ogg')
    await nudge('TR_A', 500_000)
    expect((await read('b.ogg')).offset_us).toBe(before.offset_us)
  })

  it('further than the evidence allows is stored, counts, and is said', async () => {
    await nudge('TR_B', 2_000_000)
    const rows = await temporary.catalog.all<{ code: string }>(
      "SELECT code FROM findings WHERE stage = 'place'",
    )
    expect(rows).toEqual([{ code: 'correction_against_evidence' }])
    expect((await read('b.ogg')).wall_us).toBe(5_000_000)
  })

  it('is refused where nothing, or too much, is meant', async () => {
    await expect(nudge('TR_X', 1)).rejects.toMatchObject({ code: 'target_missing' })
    await expect(nudge('ann/microphone', 1)).rejects.toMatchObject({ code: 'target_ambiguous' })
    await expect(nudge('TR_B', 1.5)).rejects.toMatchObject({ code: 'correction_range' })
    await expect(nudge('TR_B', 4e9)).rejects.toMatchObject({ code: 'correction_range' })
    await expect(withdrawCorrection(temporary.catalog, 'cor_x')).rejects.toMatchObject({
      code: 'correction_missing',
    })
    expect((await nudge('ann/microphone', 1, { sessionId: 'RM_2' })).recordingIds).toEqual([
      recordingIdOf('c.ogg'),
    ])
  })
})
