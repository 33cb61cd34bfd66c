/** What a real LiveKit server and egress recorded, in the real page: with the bucket alone, and with its sidecars. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { measureQuietly } from '../support/contention.ts'
import type { JudgedLane } from '../support/judge.ts'
import { judgePlayback } from '../support/judgeRun.ts'
import { decodePictures, readRealFrameNumber } from '../support/mediaJudge.ts'
import { realBucket } from '../support/realBucket.ts'
import { judgeLanes } from './support/judgedLanes.ts'
import { openBucket, openWorkbench, playFrom, seekTo, tileOf, type OpenBucket } from './support/openBucket.ts'

if (!realBucket) {
  console.log('real bucket: skipped, since neither LOCKSTEP_REAL_BUCKET nor ../shared/real-bucket holds it')
}

/** The name in a canvas: 24 cells over the top quarter, most significant first. */
const readName: JudgedLane['readName'] = (rgba, width, height) =>
  readRealFrameNumber({ luma: (x, y) => rgba[(y * width + x) * 4 + 1]!, width, height })

describe.skipIf(!realBucket)('the real bucket in the page', () => {
  let folder: string
  let bucket: OpenBucket
  let lanes: JudgedLane[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lockstep-real-'))
    await cp(join(realBucket!, 'bucket'), folder, { recursive: true, preserveTimestamps: true })
    await cp(join(realBucket!, 'sidecars'), folder, { recursive: true, preserveTimestamps: true })
    bucket = await openBucket([folder])
    const names = new Map<string, number[]>()
    for (const { objectKey, width, height } of bucket.session.lanes.flatMap((lane) => lane.recordings)) {
      if (width === null || height === null) continue
      names.set(
        objectKey,
        (await decodePictures(join(folder, objectKey), width, height)).map(readRealFrameNumber),
      )
    }
    lanes = await judgeLanes(
      bucket.session,
      folder,
      (key) => (index) => names.get(key)?.[index] ?? -1,
      readName,
    )
  })

  afterAll(async () => {
    await bucket?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  it('plays every tile within one frame, by three readings', async () => {
    const { page, errors } = await bucket.newPage()
    await openWorkbench(page, bucket, '?t=12&judge=1')
    const { value } = await measureQuietly(
      async () => (await playFrom(page, 12e6), judgePlayback(page, lanes, { seconds: 6, screenshots: 6 })),
      (judged) => judged.log.withinOne >= 0.99 && judged.screenshots.withinOne >= 0.99,
    )
    console.log('real bucket playback', JSON.stringify(value))
    expect(value.log.samples).toBeGreaterThan(600)
    expect(value.log.withinOne).toBeGreaterThanOrEqual(0.99)
    expect(value.pixels.contradictions).toEqual([])
    expect(value.screenshots.withinOne).toBeGreaterThanOrEqual(0.99)
    expect(errors).toEqual([])
  })

  it('says that alice muted her camera and that bob was away', async () => {
    const { page } = await bucket.newPage()
    await openWorkbench(page, bucket)
    for (const [laneId, reason, words] of [
      ['alice/camera', 'muted', /muted/],
      ['bob/camera', 'left', /bob is not recorded here[^]*rejoins/],
    ] as const) {
      const gap = bucket.session.lanes
        .find((lane) => lane.laneId === laneId)!
        .gaps.find((one) => one.reason === reason)!
      await seekTo(page, (gap.startUs + gap.endUs) / 2)
      await expect.poll(() => tileOf(page, laneId).innerText()).toMatch(words)
    }
  })
})
