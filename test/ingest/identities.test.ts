/** Whose a recording is, and what: from manifests, paths, records and the files beside it. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRig, fakeMedia, START_NS, trackFiles, type Rig } from './rig.ts'

const video = fakeMedia({ kind: 'video', seconds: 20 })
const audio = fakeMedia({ kind: 'audio', seconds: 20 })
const film = fakeMedia({ kind: 'video', seconds: 20 }, { kind: 'audio', seconds: 20 })

let rig: Rig
beforeEach(async () => {
  rig = await createRig()
})
afterEach(() => rig.close())

const listRecordings = async (): Promise<string[]> => {
  const { all } = await rig.open()
  const rows = await all<Record<string, string>>(
    'SELECT session_id, identity, source, kind, track_id FROM recordings ORDER BY object_key, stream_index',
  )
  return rows.map((row) => Object.values(row).join(' '))
}
const codes = async (): Promise<string[]> =>
  (await (await rig.open()).all<{ code: string }>('SELECT code FROM findings ORDER BY 1')).map(
    (row) => row.code,
  )

const manifestOf = (room: string, id: string, name: string) =>
  `{"egress_id":"EG_${name}","room_id":"${id}","room_name":"${room}","started_at":${START_NS},"publisher_identity":"ann","files":[{"filename":"${name}.webm"}]}`
const webhook = (event: string, file: string) =>
  `{"event":"${event}","egressInfo":{"egressId":"EG_V1","roomId":"RM_1","roomName":"g","status":"EGRESS_ACTIVE","startedAt":"${START_NS}","fileResults":[${file}]}}`

it('a publication record gives a track its person where the path does not', async () => {
  await rig.put({
    'tracks-only/TR_X9.ogg': audio,
    'tracks-only/EG_9.json': `{"egress_id":"EG_9","room_id":"RM_1","room_name":"g","started_at":${START_NS},"track_id":"TR_X9","files":[{"filename":"tracks-only/TR_X9.ogg"}]}`,
    'p-1/g/publication-records/ann/2025-06-11T15:30:39.000Z/record.json':
      '{"sessionName":"g","identity":"ann","screenShare":null,"audioTracks":[{"publicationSid":"TR_X9","deviceName":"Røde"}],"videoTracks":[]}',
  })
  await rig.ingest()
  expect(await listRecordings()).toEqual(['RM_1 ann unknown audio TR_X9'])
  expect(await codes()).toEqual([])
})

it('a room’s film is two lanes, of pictures and of sound', async () => {
  await rig.put({
    'g-2025-06-11T153039.mp4': film,
    'EG_R.json': `{"egress_id":"EG_R","room_id":"RM_1","room_name":"g","started_at":${START_NS},"files":[{"filename":"g-2025-06-11T153039.mp4"}]}`,
  })
  await rig.ingest()
  expect(await listRecordings()).toEqual([
    'RM_1 room composite video file:g-2025-06-11T153039.mp4#0',
    'RM_1 room composite_audio audio file:g-2025-06-11T153039.mp4#1',
  ])
  expect(await (await rig.open()).all('SELECT * FROM participants')).toEqual([])
})

it('a track composite’s streams carry the ids of its two tracks', async () => {
  await rig.put({
    'g/RM_1/ann/both-2025-06-11T153039.mp4': film,
    'g/RM_1/ann/EG_C.json': `{"egress_id":"EG_C","room_id":"RM_1","room_name":"g","started_at":${START_NS},"audio_track_id":"TR_A","video_track_id":"TR_V","files":[{"filename":"g/RM_1/ann/both-2025-06-11T153039.mp4"}]}`,
  })
  await rig.ingest()
  expect(await listRecordings()).toEqual([
    'RM_1 ann composite video TR_V',
    'RM_1 ann composite_audio audio TR_A',
  ])
})

it('a file beside others of one room is of that room; one beside two rooms is not guessed', async () => {
  await rig.put({
    'one/a.webm': video,
    'one/EG_a.json': manifestOf('g', 'RM_1', 'a'),
    'one/lost.webm': video,
    'two/b.webm': video,
    'two/EG_b.json': manifestOf('g', 'RM_1', 'b'),
    'two/c.webm': video,
    'two/EG_c.json': manifestOf('h', 'RM_2', 'c'),
    'two/lost.webm': video,
  })
  await rig.ingest()
  expect((await listRecordings()).map((row) => row.split(' ')[0])).toEqual([
    'RM_1',
    'RM_1',
    'RM_1',
    'RM_2',
    'two-20250611T160940',
  ])
})

it('a manifest that lost its files is linked by the track id beside it', async () => {
  await rig.put({
    'g/RM_1/ann/camera-TR_V1.webm': video,
    'g/RM_1/ann/EG_1.json': `{"egress_id":"EG_1","room_id":"RM_1","room_name":"g","started_at":${START_NS},"track_id":"TR_V1","files":null}`,
  })
  expect(await rig.ingest()).toMatchObject({ indexed: 2, orphaned: 0, findings: 0 })
})

it('media that moved are found by the path both names share, whatever their location says', async () => {
  await rig.put({
    'backup/2025/group 3/ann/camera-TR_V1.webm': video,
    'backup/2025/other/ann/camera-TR_V1.webm': video,
    'manifests/EG_1.json': `{"egress_id":"EG_1","room_id":"RM_1","room_name":"group 3","started_at":${START_NS},"files":[{"filename":"group 3/ann/camera-TR_V1.webm","location":"https://gone.example/b/group%203/ann/camera-TR_V1.webm?x=1"}]}`,
  })
  await rig.ingest()
  const { all } = await rig.open()
  expect(await all('SELECT media_key FROM manifests')).toEqual([
    { media_key: 'backup/2025/group 3/ann/camera-TR_V1.webm' },
  ])
})

it('webhooks kept in another source join the session of their egress, and place it', async () => {
  await rig.put(
    trackFiles({
      room: 'g',
      identity: 'ann',
      source: 'camera',
      track: 'V1',
      startedAtNs: START_NS,
      seconds: 20,
    }),
  )
  await rig.ingest()
  const hooks = join(rig.folder, 'hooks')
  await mkdir(hooks)
  await writeFile(join(hooks, '1.json'), webhook('egress_started', '{}'))
  await writeFile(
    join(hooks, '2.json'),
    webhook(
      'egress_ended',
      `{"filename":"g/RM_1/ann/camera-TR_V1-2025-06-11T153039.webm","startedAt":"${START_NS + 700_000_000n}"}`,
    ),
  )
  const report = await rig.ingest({ uri: hooks })
  expect(report).toMatchObject({ objects: 2, indexed: 2, orphaned: 0, sessions: 1, recordings: 1 })
  const { all } = await rig.open()
  expect(await all('SELECT method, epoch_us FROM placements JOIN sessions USING (session_id)')).toEqual([
    { method: 'egress_info', epoch_us: Number((START_NS + 700_000_000n) / 1_000_000n) * 1000 },
  ])
  expect(await codes()).toEqual([])
})
