/**
 * A bucket written by hand and an ingest of it. Media are small texts that say what a probe of them finds, read by
 * workers made for the tests: forming, committing and resuming are judged here, reading media elsewhere.
 */
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openCatalog, type Catalog } from '../../core/catalog/catalog.ts'
import type { MediaProbe, StreamProbe } from '../../core/media/index.ts'
import { openStore } from '../../core/storage/store.ts'
import type { IngestEffects, IngestWorkers } from '../../ingest/effects.ts'
import { ingest, type IngestOptions, type IngestReport } from '../../ingest/pipeline.ts'

export type Files = Readonly<Record<string, string | Uint8Array>>

export interface Rig {
  readonly folder: string
  readonly bucket: string
  readonly catalogPath: string
  /** Writes files with the time their upload had. */
  put(files: Files, modified?: Date): Promise<void>
  remove(key: string): Promise<void>
  open(): Promise<Catalog>
  ingest(options?: Partial<IngestOptions>): Promise<IngestReport>
  /** Every table that two ingests of one bucket must agree on, rows sorted. */
  dump(): Promise<Record<string, unknown[]>>
  close(): Promise<void>
}

const UPLOADED = new Date('2025-06-11T16:10:00Z')

export async function createRig(effects: Partial<IngestEffects> = {}): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-ingest-'))
  const bucket = join(folder, 'bucket')
  const catalogPath = join(folder, 'catalog.duckdb')
  await mkdir(bucket)
  let catalog: Catalog | undefined
  const open = async (): Promise<Catalog> => (catalog ??= await openCatalog(catalogPath, { create: true }))
  return {
    folder,
    bucket,
    catalogPath,
    async put(files, modified = UPLOADED) {
      for (const [key, body] of Object.entries(files)) {
        const path = join(bucket, key)
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, body)
        await utimes(path, modified, modified)
      }
    },
    remove: (key) => rm(join(bucket, key)),
    open,
    async ingest(options = {}) {
      return await ingest({
        catalog: await open(),
        uri: bucket,
        ...options,
        effects: { ...effects, createWorkers: createFakeWorkers, ...options.effects },
      })
    },
    dump: async () => dumpTables(await open()),
    async close() {
      await catalog?.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What differs between two runs by right: when they ran, and the URI they were given. */
const EXCLUDED: Readonly<Record<string, string>> = {
  sources: 'uri, kind, first_ingested_at, last_ingested_at',
}

export async function dumpTables(
  catalog: Catalog,
  excluded: Readonly<Record<string, string>> = EXCLUDED,
): Promise<Record<string, unknown[]>> {
  const tables = await catalog.all<{ table_name: string }>(
    `SELECT table_name FROM duckdb_tables() WHERE NOT internal AND table_name NOT LIKE '%migration%' ORDER BY 1`,
  )
  const dump: Record<string, unknown[]> = {}
  for (const { table_name: table } of tables) {
    const columns = excluded[table] ? `* EXCLUDE (${excluded[table]})` : '*'
    dump[table] = await catalog.all(`SELECT ${columns} FROM ${table} ORDER BY ALL`)
  }
  return dump
}

interface FakeStream {
  readonly kind: 'audio' | 'video'
  readonly seconds: number
  readonly firstPtsUs?: number
  readonly hole?: readonly [startUs: number, endUs: number]
}

/** A media file as these tests write it. */
export const fakeMedia = (...streams: readonly FakeStream[]): string => JSON.stringify({ streams })
export const unindexedMedia = (...streams: readonly FakeStream[]): string =>
  JSON.stringify({ streams, needsRemux: true })

const readText = async (uri: string, key: string): Promise<string> =>
  new TextDecoder().decode(await (await openStore(uri)).readSmall(key, { maxBytes: 1e6 }))

export function createFakeWorkers(): IngestWorkers {
  return {
    probe: async (uri, key) => probeFake(key, await readText(uri, key)),
    peaks: async (uri, key, stream) => {
      if ((await readText(uri, key)).includes('"mute":true')) {
        return { peaks: undefined, problems: [{ code: 'media_undecodable', message: `${key}: no sound` }] }
      }
      const count = Math.ceil(Math.max(0, stream.endPtsUs - stream.firstPtsUs) / 1e6)
      const peaks = {
        bucketsPerSecond: 1,
        firstPtsUs: stream.firstPtsUs,
        min: new Int8Array(count),
        max: new Int8Array(count),
        rms: new Uint8Array(count),
      }
      return { peaks, problems: [] }
    },
    remux: async (_uri, _key, { out }) => {
      await writeFile(out, 'a seekable copy')
      return { file: out, sizeBytes: 15, problems: [] }
    },
    close: async () => undefined,
  }
}

function probeFake(key: string, text: string): MediaProbe {
  const failed = (code: string): MediaProbe => ({
    container: 'unknown',
    needsRemux: false,
    probedBy: 'none',
    streams: [],
    problems: [{ code, message: `${key}: fake` }],
  })
  if (text === 'CRASH') return failed('media_crashed')
  if (!text.startsWith('{"streams"')) return failed('media_unreadable')
  const { streams, needsRemux } = JSON.parse(text) as { streams: FakeStream[]; needsRemux?: boolean }
  const container = key.slice(key.lastIndexOf('.') + 1)
  return {
    container,
    needsRemux: needsRemux ?? false,
    probedBy: 'fake',
    problems: [],
    streams: streams.map(probeStream),
  }
}

function probeStream(stream: FakeStream, streamIndex: number): StreamProbe {
  const { kind, seconds, firstPtsUs = 0, hole } = stream
  return {
    streamIndex,
    kind,
    codec: kind === 'audio' ? 'opus' : 'vp8',
    codecString: kind === 'audio' ? 'opus' : 'vp8',
    width: kind === 'video' ? 320 : undefined,
    height: kind === 'video' ? 180 : undefined,
    rotation: kind === 'video' ? 0 : undefined,
    sampleRateHz: kind === 'audio' ? 48_000 : undefined,
    channels: kind === 'audio' ? 2 : undefined,
    firstPtsUs,
    lastPtsUs: firstPtsUs + seconds * 1e6 - 20_000,
    endPtsUs: firstPtsUs + seconds * 1e6,
    codecDelayUs: 0,
    packetCount: 1,
    keyPacketCount: 1,
    holes: hole ? [{ startPtsUs: hole[0], endPtsUs: hole[1] }] : [],
    packets: {
      ptsUs: Float64Array.of(firstPtsUs),
      durationUs: Float64Array.of(20_000),
      key: Uint8Array.of(1),
    },
  }
}

export interface TrackFiles {
  readonly room: string
  readonly roomId?: string
  readonly identity: string
  readonly source: 'camera' | 'microphone' | 'screen_share'
  readonly track: string
  readonly startedAtNs: bigint
  readonly seconds: number
}

/** The media and manifest (generation B) of one track egress, laid out as in the real bucket. */
export function trackFiles(track: TrackFiles): Record<string, string> {
  const { room, roomId = 'RM_1', identity, source, startedAtNs, seconds } = track
  const kind = source === 'microphone' ? 'audio' : 'video'
  const time = new Date(Number(startedAtNs / 1_000_000n)).toISOString().slice(0, 19).replaceAll(':', '')
  const folder = `${room}/${roomId}/${identity}`
  const media = `${folder}/${source}-TR_${track.track}-${time}.${kind === 'audio' ? 'ogg' : 'webm'}`
  const endedAtNs = startedAtNs + BigInt(Math.round(seconds * 1e9)) + 1_500_000_000n
  return {
    [media]: fakeMedia({ kind, seconds }),
    [`${folder}/EG_${track.track}.json`]: `{"egress_id":"EG_${track.track}","room_id":"${roomId}","room_name":"${room}","started_at":${startedAtNs},"ended_at":${endedAtNs},"track_id":"TR_${track.track}","files":[{"filename":"${media}","location":"https://http://127.0.0.1/recordings/${media}"}]}`,
  }
}

/** 2025-06-11T15:30:39.912345678Z */
export const START_NS = 1_749_655_839_912_345_678n
