import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../core/model/index.ts'
import { openStore } from '../../core/storage/store.ts'
import { FINDING_CODES } from '../../ingest/findingCodes.ts'
import type { IngestReport } from '../../ingest/pipeline.ts'
import { createRig, fakeMedia, START_NS, trackFiles, unindexedMedia, type Rig } from './rig.ts'

const video = fakeMedia({ kind: 'video', seconds: 20 })
const audio = fakeMedia({ kind: 'audio', seconds: 20 })
const manifest = (members: string, id = 'EG_1') =>
  `{"egress_id":"${id}","room_id":"RM_1","room_name":"g",${members}}`
const good = trackFiles({
  room: 'g',
  identity: 'ann',
  source: 'camera',
  track: 'V1',
  startedAtNs: START_NS,
  seconds: 20,
})

/** A file and the findings it must leave; `status` of its object. */
interface Case {
  readonly files: Record<string, string | Uint8Array>
  /** `key code` of each finding, besides those of the good files. */
  readonly findings: readonly string[]
  readonly status: Record<string, 'indexed' | 'orphaned' | 'refused'>
}

const CASES: Readonly<Record<string, Case>> = {
  'files of others': {
    files: {
      'README.txt': 'x',
      'a/.DS_Store': 'x',
      'a/._cam.mp4': 'x',
      'a/picture.jpg': 'x',
      'a/x.json': '[1]',
      'a/y.json': '{"b":1}',
    },
    findings: ['README.txt', 'a/.DS_Store', 'a/._cam.mp4', 'a/picture.jpg', 'a/x.json', 'a/y.json'].map(
      (key) => `${key} not_understood`,
    ),
    status: { 'README.txt': 'refused', 'a/x.json': 'refused' },
  },
  'files without bytes': {
    files: { 'g/RM_1/b/camera-TR_Z.webm': '', 'g/RM_1/b/EG_Z.json': '', 'g/RM_1/b/log.jsonl': '' },
    findings: [
      'g/RM_1/b/camera-TR_Z.webm media_empty',
      'g/RM_1/b/camera-TR_Z.webm media_without_manifest',
      'g/RM_1/b/EG_Z.json object_empty',
      'g/RM_1/b/log.jsonl object_empty',
    ],
    status: {
      'g/RM_1/b/camera-TR_Z.webm': 'refused',
      'g/RM_1/b/EG_Z.json': 'refused',
      'g/RM_1/b/log.jsonl': 'refused',
    },
  },
  'text that is broken': {
    files: {
      't/half.json': manifest('"track_id":"TR_').slice(0, 40),
      't/error.json': '{"egress_id" "EG_1"}',
      't/bytes.json': new Uint8Array([0x7b, 0xff, 0xff]),
      'g/RM_1/ann/EG_16.json': new Uint8Array(
        Buffer.from(`\uFEFF${manifest('"files":[{"filename":"x/gone.ogg"}]', 'EG_16')}`, 'utf16le'),
      ),
    },
    findings: [
      't/half.json json_truncated',
      't/error.json json_broken',
      't/bytes.json encoding_broken',
      'g/RM_1/ann/EG_16.json encoding_utf16',
      'g/RM_1/ann/EG_16.json manifest_media_gone',
    ],
    status: { 't/half.json': 'refused', 't/bytes.json': 'refused', 'g/RM_1/ann/EG_16.json': 'orphaned' },
  },
  'members that are wrong': {
    files: {
      'g/RM_1/w/camera-TR_W.webm': video,
      'g/RM_1/w/EG_W.json': manifest(
        '"started_at":12,"ended_at":253402300799000000000,"track_kind":"smell","track_id":7,"publisher_identity":["w"],"files":[{"filename":"camera-TR_W.webm"}]',
        'EG_W',
      ),
      'g/RM_1/v/camera-TR_V.webm': video,
      'g/RM_1/v/EG_V.json': manifest(
        `"started_at":${START_NS},"ended_at":${START_NS - 1n},"files":[{"filename":"camera-TR_V.webm"}]`,
        'EG_V',
      ),
    },
    findings: [
      'g/RM_1/w/EG_W.json time_implausible',
      'g/RM_1/w/EG_W.json time_implausible',
      'g/RM_1/w/EG_W.json word_unknown',
      'g/RM_1/w/EG_W.json wrong_type',
      'g/RM_1/v/EG_V.json ended_before_started',
      'g/RM_1/w/camera-TR_W.webm unplaced',
      'g/RM_1/v/camera-TR_V.webm interval_empty',
    ],
    status: { 'g/RM_1/w/EG_W.json': 'indexed', 'g/RM_1/w/camera-TR_W.webm': 'indexed' },
  },
  'halves without their other half': {
    files: {
      'g/RM_1/lone/camera-TR_L-2025-06-11T153039.webm': video,
      'g/RM_1/gone/EG_G.json': manifest(
        `"started_at":${START_NS},"files":[{"filename":"g/RM_1/gone/a.ogg"}]`,
        'EG_G',
      ),
      'g/RM_1/gone/a.ogg.json': manifest(`"started_at":${START_NS},"track_kind":"audio"`, 'EG_A'),
      'one/take.mp4': video,
      'two/take.mp4': video,
      'three/EG_T.json': manifest('"files":[{"filename":"take.mp4"}]', 'EG_T'),
      'p/g/text-egress/all-topics/u/metadata.json': '{"room_name":"g","topic":null,"started_at":1749655820}',
      'p/g/text-egress/all-topics/v/ann-all-topics-2025-06-11T15:30:39UTC.txt': `2025-06-11T15:30:40UTC|${START_NS}|x\n`,
      'somewhere/log.jsonl': `{"recv_ns":${START_NS},"sender":"x","payload":"y"}\n`,
    },
    findings: [
      'g/RM_1/lone/camera-TR_L-2025-06-11T153039.webm media_without_manifest',
      'g/RM_1/gone/EG_G.json manifest_media_gone',
      'g/RM_1/gone/a.ogg.json manifest_media_gone',
      'three/EG_T.json manifest_media_ambiguous',
      ...['one/take.mp4', 'two/take.mp4'].flatMap((key) => [
        `${key} media_without_manifest`,
        `${key} identity_unknown`,
        `${key} room_unknown`,
        `${key} unplaced`,
      ]),
      'p/g/text-egress/all-topics/u/metadata.json log_metadata_alone',
      'p/g/text-egress/all-topics/v/ann-all-topics-2025-06-11T15:30:39UTC.txt log_without_metadata',
      'somewhere/log.jsonl log_without_session',
    ],
    status: {
      'g/RM_1/lone/camera-TR_L-2025-06-11T153039.webm': 'orphaned',
      'g/RM_1/gone/EG_G.json': 'orphaned',
      'p/g/text-egress/all-topics/u/metadata.json': 'orphaned',
      'somewhere/log.jsonl': 'indexed',
    },
  },
  'copies and contradictions': {
    files: {
      'copy/g/RM_1/ann/camera-TR_V1-2025-06-11T153039.webm': video,
      'copy/g/RM_1/ann/EG_V1.json': good['g/RM_1/ann/EG_V1.json']!,
      'g/RM_1/ann/camera-TR_K.webm': audio,
      'g/RM_1/ann/camera-TR_K.webm.json': manifest(
        `"started_at":${START_NS},"publisher_identity":"bob","track_source":"camera"`,
        'EG_K',
      ),
    },
    findings: [
      'g/RM_1/ann/EG_V1.json duplicate_egress_id',
      'copy/g/RM_1/ann/EG_V1.json duplicate_egress_id',
      'g/RM_1/ann/camera-TR_K.webm kind_mismatch',
      'g/RM_1/ann/camera-TR_K.webm identity_conflict',
    ],
    status: { 'copy/g/RM_1/ann/EG_V1.json': 'indexed', 'g/RM_1/ann/camera-TR_K.webm': 'indexed' },
  },
  'media that cannot be read, or not wholly': {
    files: {
      'g/RM_1/m/camera-TR_N.webm': 'no media',
      'g/RM_1/m/camera-TR_C.webm': 'CRASH',
      'g/RM_1/m/camera-TR_U.webm': unindexedMedia({ kind: 'video', seconds: 20, hole: [5e6, 9e6] }),
      'g/RM_1/m/microphone-TR_S.ogg': '{"streams":[{"kind":"audio","seconds":2}],"mute":true}',
    },
    findings: [
      'g/RM_1/m/camera-TR_N.webm media_unreadable',
      'g/RM_1/m/camera-TR_C.webm media_crashed',
      'g/RM_1/m/camera-TR_U.webm media_no_index',
      'g/RM_1/m/camera-TR_U.webm media_hole',
      'g/RM_1/m/microphone-TR_S.ogg media_undecodable',
      'g/RM_1/m/camera-TR_U.webm unplaced',
      'g/RM_1/m/microphone-TR_S.ogg unplaced',
      ...['camera-TR_N.webm', 'camera-TR_C.webm', 'camera-TR_U.webm', 'microphone-TR_S.ogg'].map(
        (name) => `g/RM_1/m/${name} media_without_manifest`,
      ),
    ],
    status: { 'g/RM_1/m/camera-TR_C.webm': 'refused', 'g/RM_1/m/camera-TR_U.webm': 'orphaned' },
  },
  'EgressInfo with LiveKit’s own errors': {
    files: {
      'g/RM_1/ann/EG_V1.egressinfo.json': `{"egressId":"EG_V1","roomName":"g","status":"EGRESS_FAILED","error":"Start signal not received","startedAt":"${START_NS}","fileResults":[{"filename":"camera-TR_V1-2025-06-11T153039.webm","startedAt":"${START_NS + 700_000_000n}","duration":"-5"}]}`,
      'x.json': '{"egressInfo":{"status":"EGRESS_ACTIVE"}}',
    },
    findings: [
      'g/RM_1/ann/EG_V1.egressinfo.json duration_negative',
      'g/RM_1/ann/EG_V1.egressinfo.json egress_failed',
      'x.json egress_info_unusable',
    ],
    status: { 'g/RM_1/ann/EG_V1.egressinfo.json': 'indexed', 'x.json': 'refused' },
  },
  'logs with bad lines': {
    files: {
      'g/RM_1/log.jsonl': `{"recv_ns":${START_NS},"sender":"cy","payload":"y"}\n{"payload":"z"}\n{"recv`,
      'g/RM_1/none.jsonl': '{"event_time":1}\n',
    },
    findings: [
      'g/RM_1/log.jsonl log_line_torn',
      'g/RM_1/log.jsonl log_line_without_time',
      'g/RM_1/none.jsonl log_line_without_time',
      'g/RM_1/none.jsonl log_without_events',
    ],
    status: { 'g/RM_1/log.jsonl': 'indexed', 'g/RM_1/none.jsonl': 'refused' },
  },
  'sources without wall time': {
    files: {
      '2023_11_14_10_30_00-chimerapy-x/meta.json':
        '{"workers":[],"start_time":"2023_11_14_10_30_00.123456","stop_time":null}',
      '2023_11_14_10_30_00-chimerapy-x/w1/cam/out.mp4': video,
      'h/EG_H.json': '{"egress_id":"EG_H","room_name":"h","started_at":12}',
    },
    findings: [
      '2023_11_14_10_30_00-chimerapy-x/meta.json time_naive_local',
      '2023_11_14_10_30_00-chimerapy-x/w1/cam/out.mp4 media_without_manifest',
      '2023_11_14_10_30_00-chimerapy-x/w1/cam/out.mp4 unplaced',
      'h/EG_H.json time_implausible',
      'h/EG_H.json manifest_media_gone',
      'h-undated session_undated',
    ],
    status: { '2023_11_14_10_30_00-chimerapy-x/meta.json': 'indexed', 'h/EG_H.json': 'orphaned' },
  },
}

describe.each(Object.entries(CASES))('%s', (_, { files, findings, status }) => {
  let rig: Rig
  let report: IngestReport
  beforeAll(async () => {
    rig = await createRig()
    await rig.put({ ...good, ...files })
    report = await rig.ingest()
  })
  afterAll(() => rig.close())

  it('leave one finding each, with what and where, and a hint', async () => {
    const { all } = await rig.open()
    const rows = await all<Record<string, string>>(
      'SELECT coalesce(object_key, subject) AS key, code, message, hint, evidence FROM findings',
    )
    expect(rows.map((row) => `${row['key']} ${row['code']}`).sort()).toEqual([...findings].sort())
    for (const row of rows) {
      expect(row['message']!.length).toBeGreaterThan(20)
      expect(row['hint']!.length).toBeGreaterThan(10)
      expect(row['message']).not.toMatch(/undefined|\[object|NaN/)
      expect(() => JSON.parse(row['evidence']!) as unknown).not.toThrow()
    }
  })

  it('are counted, none lost, and what is good is good', async () => {
    const { all } = await rig.open()
    expect(report.objects).toBe(Object.keys({ ...good, ...files }).length)
    expect(report.indexed + report.orphaned + report.refused).toBe(report.objects)
    for (const [key, expected] of Object.entries(status)) {
      expect(await all('SELECT status FROM objects WHERE object_key = ?', [key])).toEqual([
        { status: expected },
      ])
    }
    expect(
      await all("SELECT count(*) AS n FROM recordings WHERE session_id = 'RM_1' AND object_key = ?", [
        'g/RM_1/ann/camera-TR_V1-2025-06-11T153039.webm',
      ]),
    ).toEqual([{ n: 1 }])
  })

  it('are the same when they are ingested again', async () => {
    const before = await rig.dump()
    await rig.ingest()
    expect(await rig.dump()).toEqual(before)
  })
})

/** A store that answers nothing but its listing. */
const fail = async (uri: string) => ({
  ...(await openStore(uri)),
  readSmall: async () => {
    throw new UserError('store_unreachable', 'no answer')
  },
})

/** A store whose credentials ended. */
const refuseAll = async (uri: string) => ({
  ...(await openStore(uri)),
  readSmall: async () => {
    throw new UserError('access_denied', 'the credentials have expired')
  },
})

describe('a store', () => {
  it('that refuses one object is asked for it again next time', async () => {
    const rig = await createRig()
    await rig.put(good)
    const key = 'g/RM_1/ann/EG_V1.json'
    const refuse = async (uri: string) => {
      const store = await openStore(uri)
      return {
        ...store,
        readSmall: async (wanted: string, options: { maxBytes: number }) => {
          if (wanted === key) throw new UserError('access_denied', `S3 refuses access to ${key}`)
          return store.readSmall(wanted, options)
        },
      }
    }
    const first = await rig.ingest({ effects: { openStore: refuse } })
    expect(first).toMatchObject({ objects: 2, refused: 1, orphaned: 1 })
    const { all } = await rig.open()
    expect(await all('SELECT code FROM findings ORDER BY 1')).toEqual([
      { code: 'media_without_manifest' },
      { code: 'object_unreadable' },
    ])
    expect(await rig.ingest()).toMatchObject({ indexed: 2, changed: 1, findings: 0 })
    await rig.close()
  })

  it('that refuses everything ends the ingest instead of calling every object refused', async () => {
    const rig = await createRig()
    await rig.put(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${n}.json`, '{}'])))
    await expect(rig.ingest({ effects: { openStore: refuseAll } })).rejects.toThrow('expired')
    await rig.close()
  })

  it('that fails as a whole ends the ingest, and what was read stays', async () => {
    const rig = await createRig()
    await rig.put(good)
    await expect(rig.ingest({ effects: { openStore: fail } })).rejects.toThrow('no answer')
    expect(await rig.ingest()).toMatchObject({ indexed: 2, findings: 0 })
    await rig.close()
  })
})

it('every code says what it means and what to do', () => {
  for (const [code, { meaning, hint }] of Object.entries(FINDING_CODES)) {
    expect(code).toMatch(/^[a-z0-9_]+$/)
    expect(meaning).toMatch(/\.$/)
    expect(hint).toMatch(/\.$/)
  }
})
