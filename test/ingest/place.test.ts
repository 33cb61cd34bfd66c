/** Placement from each kind of evidence, alone and together. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { place } from '../../ingest/place.ts'
import { createTemporaryCatalog, type TemporaryCatalog } from '../support/catalog.ts'
import { recordingIdOf, storeTracks, T0_US, type TrackRows } from './placeSupport.ts'

interface Placed {
  readonly method: string
  readonly grade: string
  readonly sigma: number
  /** Wall time of media time 0, µs after T0_US. */
  readonly at: number
}

let temporary: TemporaryCatalog
beforeEach(async () => {
  temporary = await createTemporaryCatalog()
})
afterEach(() => temporary.remove())

async function placeAll(tracks: readonly TrackRows[]): Promise<Map<string, Placed>> {
  const { catalog } = temporary
  await storeTracks(catalog, tracks)
  await catalog.transaction((tx) => place(tx))
  return readPlacements()
}

async function readPlacements(): Promise<Map<string, Placed>> {
  const rows = await temporary.catalog.all<{
    recording_id: string
    method: string
    grade: string
    sigma_us: number
    offset_us: number
    epoch_us: number
  }>('SELECT p.*, s.epoch_us FROM placements p JOIN sessions s USING (session_id)')
  return new Map(
    rows.map((row) => [
      row.recording_id,
      { method: row.method, grade: row.grade, sigma: row.sigma_us, at: row.epoch_us + row.offset_us - T0_US },
    ]),
  )
}

const findings = async (): Promise<string[]> =>
  (
    await temporary.catalog.all<{ code: string }>(
      "SELECT code FROM findings WHERE stage = 'place' ORDER BY code",
    )
  ).map(({ code }) => code)

/** t0 is T0_US + 800 ms. */
const interval = { startedAtUs: T0_US, endedAtUs: T0_US + 800_000 + 60_000_000 + 120_000 }

describe('place', () => {
  it('believes EgressInfo, keeps the manifest as an unused edge with its residual', async () => {
    const placed = await placeAll([{ objectKey: 'a.ogg', manifest: interval, egressInfoUs: T0_US + 812_000 }])
    expect(placed.get(recordingIdOf('a.ogg'))).toMatchObject({
      method: 'egress_info',
      grade: 'B',
      at: 812_000,
    })
    const edges = await temporary.catalog.all<{ kind: string; used: boolean; residual_us: number }>(
      'SELECT kind, used, residual_us FROM clock_edges ORDER BY kind',
    )
    expect(edges.map(({ kind, used }) => [kind, used])).toEqual([
      ['egress_info', true],
      ['manifest_interval', false],
    ])
    expect(edges[1]!.residual_us).toBeLessThan(0)
  })

  it('finds t0 inside the interval of a generation B manifest', async () => {
    const { at, sigma, grade } = (await placeAll([{ objectKey: 'a.ogg', manifest: interval }])).get(
      recordingIdOf('a.ogg'),
    )!
    expect(grade).toBe('C')
    expect(Math.abs(at - 800_000)).toBeLessThan(sigma)
    expect(sigma).toBeLessThan(400_000)
    expect(at).toBeGreaterThan(0)
    expect(at).toBeLessThan(920_000)
  })

  it('trusts generation A more than a request', async () => {
    const manifest = { dialect: 'egress_a', startedAtUs: T0_US }
    const { at, method, sigma } = (await placeAll([{ objectKey: 'a.ogg', manifest }])).get(
      recordingIdOf('a.ogg'),
    )!
    expect(method).toBe('manifest_a')
    expect(at).toBeGreaterThan(100_000)
    expect(at).toBeLessThan(1_500_000)
    expect(sigma).toBeGreaterThan(200_000)
  })

  it('falls back on the time in the path, then on the upload', async () => {
    const pathKey = 'room/tracks/ann/audio-microphone-TR_AM1-2026-11-21T090843.ogg'
    const placed = await placeAll([
      { objectKey: pathKey, modifiedUs: T0_US + 66_000_000 },
      { objectKey: 'b.ogg', modifiedUs: T0_US + 62_000_000 },
    ])
    const path = placed.get(recordingIdOf(pathKey))!
    expect(path.method).toBe('path_time')
    expect(path.sigma).toBeGreaterThan(700_000)
    expect(path.at).toBeGreaterThan(300_000)
    expect(placed.get(recordingIdOf('b.ogg'))).toMatchObject({ method: 'modified_time', grade: 'C' })
  })

  it('does not use the dates of a copied bucket, and says what that leaves unplaced', async () => {
    const copiedUs = T0_US + 86_400_000_000
    const placed = await placeAll([
      { objectKey: 'a.ogg', manifest: interval, modifiedUs: copiedUs },
      { objectKey: 'b.ogg', modifiedUs: copiedUs },
    ])
    expect([...placed.keys()]).toEqual([recordingIdOf('a.ogg')])
    expect(await findings()).toEqual(['unplaced'])
  })

  it('judges by the whole source, also where one session alone is placed anew', async () => {
    const modifiedUs = T0_US + 86_400_000_000
    await placeAll([
      { objectKey: 'a.ogg', manifest: interval, modifiedUs },
      { objectKey: 'b.ogg', sessionId: 'RM_2', modifiedUs },
    ])
    await temporary.catalog.transaction((tx) => place(tx, ['RM_2']))
    expect([...(await readPlacements()).keys()]).toEqual([recordingIdOf('a.ogg')])
  })

  it('uses the start time of a local recorder', async () => {
    const manifest = { dialect: 'gstreamer', startedAtUs: T0_US + 5_000 }
    const placed = await placeAll([{ objectKey: 'a.ogg', manifest }])
    expect(placed.get(recordingIdOf('a.ogg'))).toMatchObject({
      method: 'local_recorder',
      at: 5_000,
      sigma: 300_000,
    })
  })

  it('places all streams of a file together', async () => {
    const placed = await placeAll([{ objectKey: 'a.mp4', streams: 2, manifest: interval }])
    const [first, second] = [placed.get(recordingIdOf('a.mp4', 0))!, placed.get(recordingIdOf('a.mp4', 1))!]
    expect(second.at).toBe(first.at)
    expect(Math.abs(second.sigma - first.sigma)).toBeLessThan(1000)
  })

  it('narrows a wide interval by another track of the same join', async () => {
    const wide = { startedAtUs: T0_US + 40_000, endedAtUs: T0_US + 90_000_000 }
    const camera = { objectKey: 'c.webm', kind: 'video' as const, source: 'camera', manifest: wide }
    const alone = (await placeAll([camera])).get(recordingIdOf('c.webm'))!
    await temporary.remove()
    temporary = await createTemporaryCatalog()
    const microphone = { objectKey: 'm.ogg', manifest: interval, egressInfoUs: T0_US + 800_000 }
    const together = (await placeAll([camera, microphone])).get(recordingIdOf('c.webm'))!
    expect(together.sigma).toBeLessThan(alone.sigma * 0.75)
    expect(Math.abs(together.at - 840_000)).toBeLessThan(together.sigma)
  })

  it('says where a manifest contradicts its media or EgressInfo', async () => {
    await placeAll([
      {
        objectKey: 'short.ogg',
        identity: 'b',
        manifest: { startedAtUs: T0_US, endedAtUs: T0_US + 1_000_000 },
      },
      { objectKey: 'far.ogg', identity: 'c', manifest: interval, egressInfoUs: T0_US + 9_000_000 },
      {
        objectKey: 'slow.ogg',
        identity: 'd',
        manifest: { startedAtUs: T0_US },
        egressInfoUs: T0_US + 12_000_000,
      },
    ])
    expect(await findings()).toEqual(['evidence_conflict', 'interval_empty', 'manifest_early'])
  })

  it('starts the session at its first sample, whole milliseconds, and gives it its length', async () => {
    await placeAll([
      { objectKey: 'a.ogg', egressInfoUs: T0_US + 123_456, manifest: interval },
      { objectKey: 'b.ogg', egressInfoUs: T0_US + 10_000_000 },
    ])
    const [session] = await temporary.catalog.all<{
      epoch_us: number
      duration_us: number
      started_at: Date
    }>('SELECT epoch_us, duration_us, started_at FROM sessions')
    expect(session!.epoch_us).toBe(T0_US + 123_000)
    expect(session!.started_at.getTime()).toBe((T0_US + 123_000) / 1000)
    expect(session!.duration_us).toBe(10_000_000 - 123_000 + 60_020_000)
  })

  it('writes the same rows again, and touches no other session', async () => {
    await placeAll([
      { objectKey: 'a.ogg', manifest: interval },
      { objectKey: 'b.ogg', sessionId: 'RM_2', manifest: interval },
    ])
    const dump = async (): Promise<unknown[]> => [
      ...(await temporary.catalog.all('SELECT * FROM placements ORDER BY recording_id')),
      ...(await temporary.catalog.all('SELECT * FROM clock_edges ORDER BY edge_id')),
      ...(await temporary.catalog.all('SELECT * FROM clocks ORDER BY ALL')),
      ...(await temporary.catalog.all('SELECT * FROM sessions ORDER BY session_id')),
    ]
    const before = await dump()
    await temporary.catalog.transaction((tx) => place(tx, ['RM_2']))
    await temporary.catalog.transaction((tx) => place(tx))
    expect(await dump()).toEqual(before)
  })

  it('finds a webhook that lies elsewhere by its egress', async () => {
    await storeTracks(temporary.catalog, [{ objectKey: 'x/a.ogg', manifest: interval }])
    await temporary.catalog.append('egress_infos', [
      {
        egress_info_id: 'inf',
        source_id: 's2',
        object_key: 'hooks/1.json',
        egress_id: 'EG_x/a.ogg',
        media_key: 'recordings/y/a.ogg',
        file_started_at_ns: BigInt(T0_US + 7_000) * 1000n,
        raw: '{}',
      },
    ])
    await temporary.catalog.transaction((tx) => place(tx))
    expect((await readPlacements()).get(recordingIdOf('x/a.ogg'))).toMatchObject({
      method: 'egress_info',
      at: 7_000,
    })
  })
})
