/** A withheld person is not shown, served or exported, and comes back whole. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMediaFiles } from '../../app/server/mediaFiles.ts'
import { readSession } from '../../app/server/readSession.ts'
import { openStore } from '../../core/storage/store.ts'
import { planExport } from '../../export/index.ts'
import { acceptFinding, setZone, unacceptFinding, unwithhold, withhold } from '../../review/index.ts'
import { ANN, BOB, BOB_AGAIN, createLesson, LOG, mark, SESSION } from './support.ts'

let lesson: Awaited<ReturnType<typeof createLesson>>
beforeEach(async () => {
  lesson = await createLesson()
})
afterEach(() => lesson.close())

const hideBob = () =>
  withhold(lesson.catalog, { sessionId: SESSION, identity: 'bob', reason: 'no consent', author: 'eve' })
const read = () => readSession(lesson.catalog, SESSION)
const plan = () => planExport(lesson.catalog, { sessionId: SESSION, fromUs: 0, toUs: 60_000_000 })

const findBob = async (): Promise<string> => {
  const [row] = await lesson.catalog.all<{ recording_id: string }>(
    "SELECT recording_id FROM recordings WHERE identity = 'bob'",
  )
  return row!.recording_id
}

const spoil = async (): Promise<string> => {
  const media = Object.keys(ANN).find((key) => key.endsWith('.webm'))!
  await lesson.put({ [media]: 'no media at all' })
  await lesson.ingest()
  const { findingList } = await read()
  const found = findingList.find(({ severity }) => severity !== 'info')
  if (!found) throw new Error('no concern to accept')
  return found.findingId
}

const say = (zone: string | null) => setZone(lesson.catalog, { sessionId: SESSION, zone, author: 'eve' })

describe('a withheld person', () => {
  it('has lanes with nothing but one gap, while their coverage and the others stay', async () => {
    const before = await read()
    const { withholdingId } = await hideBob()
    const session = await read()
    expect(session.lanes.find(({ identity }) => identity === 'bob')).toEqual({
      laneId: 'bob/camera',
      identity: 'bob',
      source: 'camera',
      kind: 'video',
      recordings: [],
      gaps: [{ startUs: 0, endUs: session.durationUs, reason: 'withheld' }],
    })
    expect(session.people).toMatchObject([
      { identity: 'ann', withheld: null },
      { identity: 'bob', withheld: { withholdingId, reason: 'no consent', author: 'eve' } },
    ])
    expect(session.coverage).toEqual(before.coverage)
    expect(session.lanes[0]).toEqual(before.lanes[0])
  })

  it('has no media and nothing derived of them, at once', async () => {
    const files = createMediaFiles(lesson.catalog, (uri) => openStore(uri))
    const signal = new AbortController().signal
    const recordingId = await findBob()
    await files.find(recordingId, signal)
    await hideBob()
    await expect(files.find(recordingId, signal)).rejects.toMatchObject({ code: 'withheld' })
    for (const kind of ['packets', 'peaks', 'thumbs'] as const)
      await expect(files.findDerived(recordingId, kind)).rejects.toMatchObject({ code: 'withheld' })
  })

  it('is left out of exports, clips and messages, with the reason', async () => {
    await lesson.put(LOG)
    await lesson.ingest()
    expect((await plan()).logRows).toBe(2)
    await hideBob()
    const left = await plan()
    expect(left.clips.map(({ identity }) => identity)).toEqual(['ann'])
    expect(left.logRows).toBe(1)
    expect(left.omissions).toEqual([
      expect.objectContaining({ identity: 'bob', source: 'camera', reason: 'withheld: no consent' }),
      { identity: 'bob', source: 'log', trackId: null, reason: 'withheld: no consent' },
    ])
    expect((await read()).logCount).toBe(1)
  })

  it('comes back as they were', async () => {
    await lesson.put(LOG)
    await lesson.ingest()
    const [session, planned] = [await read(), await plan()]
    await hideBob()
    const again = await hideBob()
    await unwithhold(lesson.catalog, again.withholdingId)
    expect(await read()).toEqual(session)
    expect(await plan()).toEqual(planned)
    const rows = await lesson.catalog.all('SELECT withdrawn_at FROM withholdings')
    expect(rows).toHaveLength(2)
  })

  it('stays withheld through an ingest, also while their media were away', async () => {
    await hideBob()
    for (const key of Object.keys(BOB)) await lesson.remove(key)
    await lesson.ingest()
    await lesson.put(BOB)
    await lesson.ingest()
    expect((await read()).lanes.find(({ identity }) => identity === 'bob')?.recordings).toEqual([])
  })

  it('stays withheld when the session is called otherwise', async () => {
    await hideBob()
    await lesson.catalog.run("UPDATE recordings SET session_id = 'RM_2'")
    await lesson.catalog.run("UPDATE sessions SET session_id = 'RM_2'")
    const session = await readSession(lesson.catalog, 'RM_2')
    expect(session.people.find(({ identity }) => identity === 'bob')?.withheld).toMatchObject({
      reason: 'no consent',
    })
    expect(session.lanes.find(({ identity }) => identity === 'bob')?.recordings).toEqual([])
  })

  it('stays withheld in both where a session was parted in two, and is shown again in both', async () => {
    await lesson.put(BOB_AGAIN)
    await lesson.ingest()
    const { withholdingId } = await hideBob()
    const [session] = await lesson.catalog.all<{ epoch_us: number }>('SELECT epoch_us FROM sessions')
    await lesson.catalog.run(
      `INSERT INTO sessions SELECT * REPLACE ('RM_2' AS session_id) FROM sessions WHERE epoch_us = ?`,
      [session!.epoch_us],
    )
    await lesson.catalog.run(
      `UPDATE recordings SET session_id = 'RM_2' WHERE object_key IN (SELECT object_key FROM withholdings)`,
    )
    const hidden = async (sessionId: string) =>
      (await readSession(lesson.catalog, sessionId)).lanes
        .filter(({ identity }) => identity === 'bob')
        .map(({ recordings }) => recordings.length)
    expect([await hidden(SESSION), await hidden('RM_2')]).toEqual([[0], [0]])
    await unwithhold(lesson.catalog, withholdingId)
    expect([await hidden(SESSION), await hidden('RM_2')]).toEqual([[1], [1]])
  })

  it('is somebody of the session', async () => {
    await expect(
      withhold(lesson.catalog, { sessionId: SESSION, identity: 'zoe', reason: 'x', author: 'eve' }),
    ).rejects.toMatchObject({ code: 'person_missing' })
  })

  it('can still be marked on', async () => {
    await hideBob()
    const made = await mark(lesson.catalog, { annotationId: 'a1', startUs: 20_000_000, laneId: 'bob/camera' })
    expect(made.anchor.identity).toBe('bob')
  })
})

describe('an accepted finding', () => {
  it('says who and why, is no concern of the session, and survives an ingest', async () => {
    const findingId = await spoil()
    const { concerns } = await read()
    await acceptFinding(lesson.catalog, findingId, { note: 'seen', author: 'eve' })
    await acceptFinding(lesson.catalog, findingId, { note: 'known loss', author: 'eve' })
    for (const ingestAgain of [false, true]) {
      if (ingestAgain) await lesson.ingest()
      const session = await read()
      expect(session.concerns).toBe(concerns - 1)
      expect(session.findingList.find((finding) => finding.findingId === findingId)?.accepted).toMatchObject({
        note: 'known loss',
        author: 'eve',
      })
    }
    const rows = await lesson.catalog.all<{ note: string }>(
      'SELECT note FROM finding_acceptances ORDER BY created_at, withdrawn_at',
    )
    expect(rows.map(({ note }) => note).toSorted()).toEqual(['known loss', 'seen'])
  })

  it('is a concern again once that is taken back', async () => {
    const findingId = await spoil()
    const before = await read()
    await acceptFinding(lesson.catalog, findingId, { note: '', author: 'eve' })
    await unacceptFinding(lesson.catalog, findingId)
    expect(await read()).toEqual(before)
    await expect(acceptFinding(lesson.catalog, 'none', { note: '', author: 'eve' })).rejects.toMatchObject({
      code: 'finding_missing',
    })
  })
})

describe('a session’s zone', () => {
  it('is what was said last, until that is taken back', async () => {
    await say('Europe/Vienna')
    await say('Asia/Tokyo')
    expect((await read()).zone).toBe('Asia/Tokyo')
    await say(null)
    expect((await read()).zone).toBeNull()
    await expect(say('Mars/Phobos')).rejects.toMatchObject({ code: 'zone_unknown' })
  })
})
