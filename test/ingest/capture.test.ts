/** What our own capture backend wrote is placed by its clocks alone, told in words, and read again as it grows. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSession } from '../../app/server/readSession.ts'
import {
  eventAt,
  exchangesOf,
  JOURNAL,
  journalOf,
  mediaKey,
  recordingFiles,
  ROOM_ID,
  ROOM_US,
  sidecarKey,
  textFiles,
  type TrueDevice,
  type TrueRecording,
} from './captureBucket.ts'
import { createRig, dumpTables, type Rig } from './rig.ts'

/** When something was measured or ingested is no part of what it is. */
const TIMELESS = {
  sources: 'uri, kind, first_ingested_at, last_ingested_at',
  measured_edges: 'measured_at',
}

let rig: Rig
beforeEach(async () => {
  rig = await createRig()
})
afterEach(() => rig.close())

const ALICE: TrueDevice = { aheadUs: 1_234_567, ppm: 40, upUs: 9_000, downUs: 7_000 }
const BOB: TrueDevice = { aheadUs: -5_400_000, ppm: -25, upUs: 4_000, downUs: 6_000 }
/** Bob comes back from another machine, whose clock is five minutes ahead. */
const BOB_LATER: TrueDevice = { aheadUs: 300_000_000, ppm: 12, upUs: 12_000, downUs: 12_000 }
const STREAMER: TrueDevice = { aheadUs: 40_000, ppm: 5, upUs: 1_500, downUs: 1_500 }

const alice = { identity: 'alice', device: ALICE, fromS: 3, seconds: 600 } as const
const camera: TrueRecording = { ...alice, source: 'camera', egressId: 'EG_AC', mutedS: [36, 44] }
const microphone: TrueRecording = { ...alice, source: 'microphone', egressId: 'EG_AM' }
const bob = { identity: 'bob', source: 'camera' } as const
const before: TrueRecording = {
  ...bob,
  egressId: 'EG_B1',
  device: BOB,
  fromS: 5,
  seconds: 280,
  lostS: [100, 103],
}
const after: TrueRecording = { ...bob, egressId: 'EG_B2', device: BOB_LATER, fromS: 330, seconds: 270 }
const streamer: TrueRecording = {
  identity: 'eye',
  source: 'camera',
  egressId: 'EG_ST',
  device: STREAMER,
  fromS: 10,
  seconds: 590,
  exchanges: false,
}
const ALL = [camera, microphone, before, after, streamer]

const JOURNALED = [
  eventAt(1, { event: 'journal_opened' }),
  eventAt(2, { event: 'participant_joined', identity: 'alice', name: 'Alice A.' }),
  eventAt(4, { event: 'participant_joined', identity: 'bob' }),
  eventAt(39, { event: 'track_muted', identity: 'alice', source: 'camera', kind: 'video', trackId: 'TR_AC' }),
  eventAt(47, {
    event: 'track_unmuted',
    identity: 'alice',
    source: 'camera',
    kind: 'video',
    trackId: 'TR_AC',
  }),
  eventAt(120, { event: 'marker', text: 'task begins', by: 'operator' }),
  eventAt(286, { event: 'participant_left', identity: 'bob', reason: 'CLIENT_INITIATED' }),
  eventAt(329, { event: 'participant_joined', identity: 'bob' }),
  eventAt(605, { event: 'room_ended' }),
]
const JOURNAL_TEXT = journalOf([
  ...JOURNALED,
  ...ALL.filter((one) => one.exchanges !== false && one.source === 'camera').flatMap(exchangesOf),
])
const FILES: Record<string, string> = {
  ...Object.assign({}, ...ALL.map(recordingFiles)),
  ...textFiles(),
  [JOURNAL]: JOURNAL_TEXT,
}

interface Placed {
  object_key: string
  offset_us: number
  drift_ppm: number
  sigma_us: number
  epoch_us: number
  method: string
}

/** Lines, so that a difference can be shown. */
const dump = async (of: Rig): Promise<string[]> =>
  Object.entries(await dumpTables(await of.open(), TIMELESS)).flatMap(([table, rows]) =>
    rows.map(
      (row) =>
        `${table} ${JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`,
    ),
  )

/** Placed − true at the beginning and the end of each recording, ms; and its drift's error, ppm. */
async function measureErrors(recordings: readonly TrueRecording[]) {
  const catalog = await rig.open()
  const rows = await catalog.all<Placed>(
    `SELECT r.object_key, p.offset_us, p.drift_ppm, p.sigma_us, s.epoch_us, p.method
     FROM placements p JOIN recordings r USING (recording_id) JOIN sessions s ON s.session_id = p.session_id`,
  )
  return recordings.map((one) => {
    const row = rows.find(({ object_key: key }) => key === mediaKey(one))!
    const { device, fromS, seconds } = one
    const at = (trueUs: number): number => {
      const mediaUs = trueUs * (1 + device.ppm / 1e6)
      const wallUs = row.epoch_us + row.offset_us + mediaUs * (1 + row.drift_ppm / 1e6)
      return (wallUs - ROOM_US - fromS * 1e6 - trueUs) / 1000
    }
    return {
      name: `${one.identity} ${one.source} ${one.egressId}`,
      errorsMs: [at(0), at(seconds * 1e6)],
      driftPpm: row.drift_ppm + device.ppm,
      sigmaMs: row.sigma_us / 1000,
      method: row.method,
    }
  })
}

describe('a captured room', () => {
  it('is placed without any alignment, by the clocks of its devices', async () => {
    await rig.put(FILES)
    await rig.ingest()
    const errors = await measureErrors(ALL)
    for (const { name, errorsMs, driftPpm, sigmaMs, method } of errors)
      console.info(
        `${name}: ${errorsMs.map((ms) => ms.toFixed(2)).join(' … ')} ms, drift ${driftPpm.toFixed(2)} ppm off, σ ${sigmaMs} ms (${method})`,
      )
    for (const { name, errorsMs, driftPpm, sigmaMs } of errors) {
      // Arrivals alone show only one way through the network: σ says what nobody can know of the other.
      const isOneSided = name.startsWith('eye')
      if (isOneSided) expect(sigmaMs, name).toBeGreaterThan(10)
      const most = isOneSided ? 2 * sigmaMs : name.includes('microphone') ? 25 : 5
      for (const ms of errorsMs) expect(Math.abs(ms), name).toBeLessThan(most)
      expect(Math.abs(driftPpm), name).toBeLessThan(5)
    }
    const catalog = await rig.open()
    const clocks = await catalog.all(
      `SELECT from_clock, kind, used FROM clock_edges WHERE from_clock LIKE 'device:%' ORDER BY ALL`,
    )
    expect(clocks).toEqual(
      ['alice', 'bob', 'bob#2', 'eye'].map((identity) => ({
        from_clock: `device:${identity}`,
        kind: identity === 'eye' ? 'report_arrivals' : 'clock_exchange',
        used: true,
      })),
    )
    const warnings = await catalog.all(`SELECT code, message FROM findings WHERE severity <> 'info'`)
    expect(warnings).toEqual([])
  })
  it('tells why its lanes have gaps, and what happened, in words', async () => {
    await rig.put(FILES)
    await rig.ingest()
    const session = await readSession(await rig.open(), ROOM_ID)
    const gaps = session.lanes.flatMap(({ laneId, gaps: own }) =>
      own.flatMap(({ reason, cause }) => (cause ? [[laneId, reason, cause.what, cause.reason ?? '']] : [])),
    )
    expect(gaps).toEqual([
      ['alice/camera', 'muted', 'muted', ''],
      ['bob/camera', 'lost', 'lost', ''],
      ['bob/camera', 'left', 'left', 'CLIENT_INITIATED'],
    ])
    const muted = session.lanes[0]!.gaps.find(({ reason }) => reason === 'muted')!.cause!
    const roomUs = ROOM_US - session.epochWallUs
    expect(Math.abs(muted.fromUs - roomUs - 39e6)).toBeLessThan(5000)
    expect(Math.abs(muted.toUs! - roomUs - 47e6)).toBeLessThan(5000)
    expect(session.roomEvents!.map(({ words }) => words)).toEqual([
      'Alice A. joined',
      'bob joined',
      'Alice A. muted the camera',
      'Alice A. unmuted the camera',
      'marker: task begins (by operator)',
      'bob left: CLIENT_INITIATED',
      'bob joined',
      'the room ended',
    ])
    expect(session.people.map(({ name }) => name)).toEqual(['Alice A.', 'bob', 'eye'])
  })

  it('has its text in parts as one log, with the senders’ own times', async () => {
    await rig.put(FILES)
    await rig.ingest()
    const catalog = await rig.open()
    const rows = await catalog.all<{ payload: string; session_id: string; late_ns: bigint }>(
      `SELECT payload, session_id, recv_ns - sender_ns AS late_ns FROM log_timeline WHERE topic = 'chat' ORDER BY recv_ns`,
    )
    expect(rows).toEqual(
      Array.from({ length: 10 }, (_, n) => ({
        payload: `message ${n}`,
        session_id: ROOM_ID,
        late_ns: 12_345_000n,
      })),
    )
    const said = await catalog.all(
      `SELECT payload FROM log_timeline WHERE topic = 'room events' AND sender = 'bob' ORDER BY recv_ns`,
    )
    expect(said.map(({ payload }) => payload)).toEqual([
      'bob joined',
      'bob left: CLIENT_INITIATED',
      'bob joined',
    ])
  })

  it('is the same read once or twice, in parts and in any order, but for when it was measured', async () => {
    await rig.put(FILES)
    await rig.ingest()
    const once = await dump(rig)
    await rig.ingest()
    expect(await dump(rig)).toEqual(once)

    const other = await createRig()
    try {
      const keys = Object.keys(FILES)
      for (const part of [keys.filter((_, n) => n % 3 === 1), keys.filter((_, n) => n % 3 !== 1)]) {
        await other.put(Object.fromEntries(part.map((key) => [key, FILES[key]!])))
        await other.ingest()
      }
      expect(await dump(other)).toEqual(once)
    } finally {
      await other.close()
    }
  })

  it('is read as far as a torn journal goes', async () => {
    await rig.put({ ...FILES, [JOURNAL]: JOURNAL_TEXT.slice(0, Math.floor(JOURNAL_TEXT.length / 2)) })
    await rig.ingest()
    const findings = await (
      await rig.open()
    ).all(`SELECT code, severity FROM findings WHERE code LIKE 'log%'`)
    expect(findings).toEqual([{ code: 'log_line_torn', severity: 'info' }])
    for (const { errorsMs } of await measureErrors([camera]))
      for (const ms of errorsMs) expect(Math.abs(ms)).toBeLessThan(5)
  })

  it('that still runs is read as far as it is, without an alarm, and what people made stays when it grows', async () => {
    const young = { ...camera, seconds: 60, status: 'EGRESS_ACTIVE' }
    const starting = { ...microphone, seconds: 1, status: 'EGRESS_STARTING' }
    const journal = journalOf([...JOURNALED.slice(0, 4), ...exchangesOf(young)])
    const key = mediaKey(camera)
    await rig.put({
      ...recordingFiles(young),
      // Its reader finds the end of it missing, as of a file that is being written.
      [key]: 'half a film',
      [sidecarKey(starting)]: recordingFiles(starting)[sidecarKey(starting)]!,
      [JOURNAL]: journal,
    })
    await rig.ingest()
    const catalog = await rig.open()
    const alarms = (): Promise<unknown[]> =>
      catalog.all(`SELECT code FROM findings WHERE severity <> 'info' ORDER BY ALL`)
    const states = (): Promise<unknown[]> =>
      catalog.all(`SELECT object_key FROM findings WHERE code = 'still_recording'`)
    expect(await alarms()).toEqual([])
    expect(await states()).toEqual([{ object_key: key }])

    await rig.put({ ...recordingFiles(young) })
    await rig.ingest()
    expect(await alarms()).toEqual([])
    const [first] = await catalog.all<{ recording_id: string; end_pts_us: number }>(
      'SELECT recording_id, end_pts_us FROM recordings',
    )
    expect(first!.end_pts_us).toBe(60e6)
    const made = { author: 'eve', created_at: new Date(0) }
    await catalog.append('corrections', [
      {
        ...made,
        correction_id: 'c1',
        source_id: 's1',
        object_key: key,
        stream_index: 0,
        by_us: 1000,
        linked: true,
      },
    ])

    await rig.put(FILES)
    await rig.ingest()
    expect(await states()).toEqual([])
    const grown = await catalog.all<{ end_pts_us: number; correction_us: number }>(
      `SELECT r.end_pts_us, p.correction_us FROM recordings r JOIN placements p USING (recording_id)
       WHERE recording_id = ?`,
      [first!.recording_id],
    )
    expect(grown).toEqual([{ end_pts_us: 600e6, correction_us: 1000 }])
    const [left] = await catalog.all<{ n: number }>(
      `SELECT count(*) AS n FROM measured_edges WHERE from_clock = 'media:' || ?`,
      [first!.recording_id],
    )
    expect(left!.n).toBe(1)

    await rig.put({ [key]: 'half a film' })
    await rig.ingest()
    expect(await alarms()).toContainEqual({ code: 'media_unreadable' })
  })
})
