/** The bucket that real LiveKit wrote, cut and judged by the numbers in its own pictures. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { openStore } from '../../core/storage/store.ts'
import { executeExport, planExport } from '../../export/index.ts'
import { buildCatalog, type HandSession } from '../support/catalogRows.ts'
import { decodePictures, decodeSound, findLag, probePts, readRealFrameNumber } from '../support/mediaJudge.ts'
import { readTrueSession, realBucket, realBucketUri } from '../support/realBucket.ts'

const FROM_US = 41_300_000
const TO_US = 45_700_000

describe.runIf(realBucket)('the real bucket', () => {
  let folder: string
  let catalog: Catalog
  let session: HandSession
  let made: string

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lockstep-real-'))
    session = readTrueSession(realBucket!)
    catalog = await buildCatalog(path.join(folder, 'c.duckdb'), realBucketUri(realBucket!), session)
    const request = { sessionId: session.sessionId, fromUs: FROM_US, toUs: TO_US }
    made = (await executeExport(catalog, request, { out: folder, openStore })).folder
  }, 120_000)
  afterAll(async () => {
    await catalog.close()
    await rm(folder, { recursive: true, force: true })
  })

  const find = (identity: string, source: string, at: number) => {
    const own = session.recordings.filter((one) => one.identity === identity && one.source === source)
    const recording = own.toSorted((one, other) => one.pts0WallUs! - other.pts0WallUs!)[at]!
    const mediaOfStart = (FROM_US + session.epochWallUs - recording.pts0WallUs!) / 1e6
    return { file: path.join(realBucket!, 'bucket', recording.objectKey), mediaOfStart }
  }

  it.each([
    ['alice', 'camera', 0, 'alice_camera_1.mp4'],
    ['carol', 'screen_share', 0, 'carol_screen_share_1.mp4'],
    ['bob', 'camera', 1, 'bob_camera_1.mp4'],
  ])('shows the frames of %s %s that the source shows', async (identity, source, at, name) => {
    const { file, mediaOfStart } = find(identity, source, at)
    const pts = await probePts(file)
    const numbers = (await decodePictures(file, 192, 96)).map(readRealFrameNumber)
    expect(numbers).toHaveLength(pts.length)
    const end = mediaOfStart + (TO_US - FROM_US) / 1e6
    let first = pts.findLastIndex((time) => time <= mediaOfStart)
    // Alice's camera is muted when the segment begins: her last picture has left the screen.
    if (pts[first + 1]! - pts[first]! > 2) first++
    const last = pts.findLastIndex((time) => time < end)
    const clip = path.join(made, 'media', name)
    const shown = (await decodePictures(clip, 192, 96)).map(readRealFrameNumber)
    expect(shown).toEqual(numbers.slice(first, last + 1))
    const clipPts = await probePts(clip)
    expect(Math.abs(clipPts.at(-1)! - (pts[last]! - mediaOfStart))).toBeLessThan(0.000_02)
  })

  it.each([
    ['alice', 0, 'alice_microphone_1.ogg'],
    ['bob', 1, 'bob_microphone_1.ogg'],
  ])("plays %s's sound at its sample", async (identity, at, name) => {
    const { file, mediaOfStart } = find(identity, 'microphone', at)
    const source = await decodeSound(file)
    const clip = await decodeSound(path.join(made, 'media', name))
    const first = Math.round(mediaOfStart * 48_000)
    const { lag, likeness } = findLag(source.subarray(first, first + clip.length), clip, 100)
    expect(Math.abs(lag)).toBeLessThanOrEqual(1)
    expect(likeness).toBeGreaterThan(0.9)
  })

  it('plans a person who was away as left out', async () => {
    const plan = await planExport(catalog, {
      sessionId: session.sessionId,
      fromUs: 33_000_000,
      toUs: 39_000_000,
    })
    const away = plan.omissions.filter(({ identity }) => identity === 'bob')
    expect(away).toHaveLength(4)
    for (const { reason } of away) expect(reason).toMatch(/^not recorded here/)
  })
})
