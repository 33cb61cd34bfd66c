import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../core/storage/store.ts'
import { openStore } from '../../core/storage/store.ts'
import { createRig, fakeMedia, START_NS, trackFiles, unindexedMedia, type Rig } from './rig.ts'

const SECOND = 1_000_000_000n
const lesson = {
  ...trackFiles({
    room: 'group-3',
    identity: 'ann',
    source: 'camera',
    track: 'VC1',
    startedAtNs: START_NS,
    seconds: 60,
  }),
  ...trackFiles({
    room: 'group-3',
    identity: 'ann',
    source: 'microphone',
    track: 'AM1',
    startedAtNs: START_NS + SECOND,
    seconds: 59,
  }),
  ...trackFiles({
    room: 'group-3',
    identity: 'bo-b',
    source: 'microphone',
    track: 'AM2',
    startedAtNs: START_NS + 9n * SECOND,
    seconds: 40,
  }),
}

let rig: Rig
beforeEach(async () => {
  rig = await createRig()
})
afterEach(() => rig.close())

/** A store that tells which objects were read. */
async function watchReads(uri: string, read: string[]): Promise<ObjectStore> {
  const store = await openStore(uri)
  return {
    ...store,
    readSmall: (key, options) => {
      read.push(key)
      return store.readSmall(key, options)
    },
  }
}

describe('an ingest', () => {
  it('turns a bucket into a session with its people, tracks and recordings', async () => {
    await rig.put(lesson)
    const report = await rig.ingest()
    expect(report).toMatchObject({
      objects: 6,
      indexed: 6,
      orphaned: 0,
      refused: 0,
      added: 6,
      sessions: 1,
      recordings: 3,
    })
    const catalog = await rig.open()
    expect(await catalog.all('SELECT session_id, room_id, room_name FROM sessions')).toEqual([
      { session_id: 'RM_1', room_id: 'RM_1', room_name: 'group-3' },
    ])
    expect(await catalog.all('SELECT identity FROM participants ORDER BY 1')).toEqual([
      { identity: 'ann' },
      { identity: 'bo-b' },
    ])
    expect(await catalog.all('SELECT track_id, identity, kind, source FROM tracks ORDER BY 1')).toEqual([
      { track_id: 'TR_AM1', identity: 'ann', kind: 'audio', source: 'microphone' },
      { track_id: 'TR_AM2', identity: 'bo-b', kind: 'audio', source: 'microphone' },
      { track_id: 'TR_VC1', identity: 'ann', kind: 'video', source: 'camera' },
    ])
    const manifests = await catalog.all(
      'SELECT started_at_raw, started_at_unit, started_at_ns, raw FROM manifests WHERE egress_id = ?',
      ['EG_VC1'],
    )
    expect(manifests).toMatchObject([
      { started_at_raw: String(START_NS), started_at_unit: 'ns', started_at_ns: START_NS },
    ])
    expect(manifests[0]!['raw']).toBe(lesson['group-3/RM_1/ann/EG_VC1.json'])
    expect(await catalog.all('SELECT count(*) AS n FROM placements')).toEqual([{ n: 3 }])
  })

  it('reads nothing the second time and leaves every row as it was', async () => {
    await rig.put(lesson)
    await rig.ingest()
    const first = await rig.dump()
    const read: string[] = []
    const report = await rig.ingest({ effects: { openStore: (uri) => watchReads(uri, read) } })
    expect(read).toEqual([])
    expect(report).toMatchObject({ objects: 6, unchanged: 6, added: 0, changed: 0, vanished: 0 })
    expect(await rig.dump()).toEqual(first)
  })

  it('reads only what changed, and ends as if it had seen nothing else', async () => {
    await rig.put(lesson)
    await rig.ingest()
    const late = trackFiles({
      room: 'group-3',
      identity: 'cy',
      source: 'camera',
      track: 'VC9',
      startedAtNs: START_NS + 20n * SECOND,
      seconds: 5,
    })
    const key = 'group-3/RM_1/ann/EG_VC1.json'
    const changed = { [key]: lesson[key]!.replace('VC1', 'VC1') + ' ' }
    await rig.put({ ...late, ...changed })
    await rig.remove('group-3/RM_1/bo-b/EG_AM2.json')
    const read: string[] = []
    const report = await rig.ingest({ effects: { openStore: (uri) => watchReads(uri, read) } })
    expect(read.sort()).toEqual(['group-3/RM_1/ann/EG_VC1.json', 'group-3/RM_1/cy/EG_VC9.json'])
    expect(report).toMatchObject({
      objects: 7,
      added: 2,
      changed: 1,
      vanished: 1,
      unchanged: 4,
      indexed: 6,
      orphaned: 1,
    })

    const other = await createRig()
    await other.put({ ...lesson, ...late, ...changed })
    await other.remove('group-3/RM_1/bo-b/EG_AM2.json')
    await other.ingest()
    expect(await rig.dump()).toEqual(await other.dump())
    await other.close()
  })

  it('keeps a person’s correction through changes, and through the file’s absence', async () => {
    await rig.put(lesson)
    await rig.ingest()
    const catalog = await rig.open()
    const correction = {
      correction_id: 'cor_1',
      source_id: 's1',
      object_key: 'group-3/RM_1/ann/camera-TR_VC1-2025-06-11T153039.webm',
      stream_index: 0,
      by_us: 120_000,
      author: 'kim',
      note: 'clap',
      created_at: new Date(0),
      withdrawn_at: null,
    }
    await catalog.append('corrections', [correction])
    const correctionOf = () =>
      catalog.all(
        `SELECT correction_us, offset_us - computed_offset_us AS moved FROM placements
         JOIN recordings USING (recording_id) WHERE track_id = 'TR_VC1'`,
      )
    await rig.put({ 'group-3/RM_1/ann/EG_VC1.json': lesson['group-3/RM_1/ann/EG_VC1.json']! + '\n' })
    await rig.ingest()
    expect(await correctionOf()).toEqual([{ correction_us: 120_000, moved: 120_000 }])
    await rig.remove(correction.object_key)
    await rig.ingest()
    expect(await catalog.all('SELECT * FROM corrections')).toMatchObject([correction])
    await rig.put({ [correction.object_key]: lesson[correction.object_key]! })
    await rig.ingest()
    expect(await correctionOf()).toEqual([{ correction_us: 120_000, moved: 120_000 }])
  })

  it('makes peaks and seekable copies once, and again where one was lost', async () => {
    await rig.put({
      'g/RM_2/ann/microphone-TR_A-2025-06-11T153039.ogg': fakeMedia({ kind: 'audio', seconds: 3 }),
      'g/RM_2/ann/camera-TR_B-2025-06-11T153039.webm': unindexedMedia({ kind: 'video', seconds: 3 }),
    })
    await rig.ingest()
    const { cacheDir, all } = await rig.open()
    const first = await rig.dump()
    const listCache = async () =>
      (await readdir(cacheDir, { recursive: true })).filter((name) => name.includes('rec_')).sort()
    const files = await listCache()
    expect(files.map((name) => name.split(/[/\\]/)[0])).toEqual(['packets', 'packets', 'peaks', 'remux'])
    for (const kind of ['packets', 'peaks', 'remux']) {
      const [row] = await all<{ file_name: string }>('SELECT file_name FROM derived WHERE kind = ?', [kind])
      await rm(join(cacheDir, row!.file_name))
      await rig.ingest()
      expect(await listCache()).toEqual(files)
      expect(await rig.dump()).toEqual(first)
    }
  })

  it('removes the derived files of what changed or vanished', async () => {
    const key = 'g/RM_2/ann/microphone-TR_A-2025-06-11T153039.ogg'
    await rig.put({ [key]: fakeMedia({ kind: 'audio', seconds: 3 }) })
    await rig.ingest()
    await rig.put({ [key]: fakeMedia({ kind: 'audio', seconds: 40 }) })
    await rig.ingest()
    const { cacheDir, all } = await rig.open()
    const rows = await all<{ file_name: string }>('SELECT file_name FROM derived ORDER BY 1')
    expect(rows).toHaveLength(2)
    const files = async () =>
      (await readdir(cacheDir, { recursive: true })).filter((name) => name.includes('rec_')).sort()
    expect(await files()).toEqual(rows.map((row) => join(row.file_name)))
    await rig.remove(key)
    await rig.ingest()
    expect(await files()).toEqual([])
    expect(await all('SELECT * FROM sessions')).toEqual([])
  })

  it('stops when asked, and the next run ends as one that was never stopped', async () => {
    const many = Object.assign(
      {},
      ...Array.from({ length: 40 }, (_, n) =>
        trackFiles({
          room: 'r',
          identity: `p${n}`,
          source: 'camera',
          track: `V${n}`,
          startedAtNs: START_NS,
          seconds: 3,
        }),
      ),
    ) as Record<string, string>
    await rig.put(many)
    const stop = new AbortController()
    const onProgress = ({ stage, done }: { stage: string; done: number }): void => {
      if (stage === 'read' && done > 0) stop.abort(new Error('enough'))
    }
    await expect(rig.ingest({ signal: stop.signal, onProgress })).rejects.toThrow('enough')
    await rig.ingest()
    const other = await createRig()
    await other.put(many)
    await other.ingest()
    expect(await rig.dump()).toEqual(await other.dump())
    await other.close()
  })

  it('tells its progress by stage and each finding once', async () => {
    await rig.put({ ...lesson, 'README.txt': 'hello' })
    const stages: string[] = []
    const codes: string[] = []
    await rig.ingest({
      onProgress: ({ stage }) => void stages.push(stage),
      onFinding: ({ code }) => void codes.push(code),
    })
    expect([...new Set(stages)]).toEqual(['discover', 'read', 'form', 'derive'])
    expect(codes).toEqual(['not_understood'])
    codes.length = 0
    await rig.put({ 'group-3/RM_1/ann/EG_VC1.json': '{' })
    await rig.ingest({ onFinding: ({ code }) => void codes.push(code) })
    expect(codes.sort()).toEqual(['json_truncated', 'media_without_manifest'])
  })
})
