import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { generateFixture } from '../../fixtures/generate.ts'
import { ingest } from '../../ingest/pipeline.ts'
import { judgeClocks, readLinks, type JudgedLink, type JudgedRecording } from '../support/clockTruth.ts'

const folder = mkdtempSync(join(tmpdir(), 'lockstep-align-rooms-'))
let judged: ReadonlyMap<string, JudgedRecording>
let links: readonly JudgedLink[]

/** Five microphones for three minutes: as drawn, 47 ppm, a stall of 350 ms, 0 dB, and a headset at home. */
beforeAll(async () => {
  const { bucket, truth } = await generateFixture('rooms-class', {
    out: folder,
    options: { tracks: 5, seconds: 180 },
  })
  const catalog = await openCatalog(join(folder, 'catalog.duckdb'), { create: true })
  await ingest({ catalog, uri: bucket, align: true })
  judged = new Map((await judgeClocks(catalog, truth)).map((each) => [each.truth.identity, each]))
  links = await readLinks(catalog, truth)
  await catalog.close()
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('five microphones whose clocks are known', () => {
  test('those of one room are linked, and the headset with none of them', () => {
    const gradeOf = (n: number) => judged.get(`person-0${n}`)!.grade
    expect([1, 2, 3, 4].map(gradeOf)).toEqual(['A', 'A', 'A', 'A'])
    expect(judged.get('person-05')!.component).toBeNull()
    expect(links.filter(({ accepted, from, to }) => accepted && from.place !== to.place)).toEqual([])
  })

  test('a clock that drifts is known to a few ms all along, within what it says of itself', () => {
    for (const identity of ['person-01', 'person-02']) {
      const { errorsUs, sigmaUs, ratePpmError, steps } = judged.get(identity)!
      const worstUs = Math.max(...errorsUs.map(Math.abs))
      expect(worstUs, identity).toBeLessThan(20_000)
      expect(worstUs, identity).toBeLessThan(2 * sigmaUs)
      expect(Math.abs(ratePpmError), identity).toBeLessThan(1)
      expect(steps, identity).toEqual([])
    }
  })

  test('the stall is found where it is, and as long as it was', () => {
    const { truth, steps } = judged.get('person-03')!
    const [stall] = truth.steps!
    const found = steps.find(({ mediaUs }) => Math.abs(mediaUs - stall!.mediaUs) < 8e6)
    expect(Math.abs(found!.byUs - stall!.byUs)).toBeLessThan(20_000)
  })
})
