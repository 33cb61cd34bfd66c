/** A bucket of a few small recordings behind the real ingest and the real server, which can be stopped and started. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer, type RunningServer } from '../../../app/server/server.ts'
import { buildWeb } from '../../../cli/buildWeb.ts'
import { openCatalog, type Catalog } from '../../../core/catalog/catalog.ts'
import {
  sessionDetailSchema,
  sessionSummarySchema,
  type SessionDetail,
} from '../../../core/protocol/index.ts'
import { ingest } from '../../../ingest/pipeline.ts'
import { judgeLanes } from '../../e2e/support/judgedLanes.ts'
import type { JudgedLane } from '../judge.ts'
import { root } from '../program.ts'
import { makeSound, makeVideo } from './makeMedia.ts'
import { writeBucket, type PlacedFile } from './writeBucket.ts'

const SECONDS = 20

export interface Restartable {
  readonly bucket: string
  readonly session: SessionDetail
  readonly lanes: readonly JudgedLane[]
  /** Address of the session's workbench; the same after a restart. */
  readonly page: string
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** `cameras` people of 20 s each, a little apart, the first two with sound. */
export async function openRestartable(cameras: number): Promise<Restartable> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-restartable-'))
  const bucket = join(folder, 'bucket')
  const path = join(folder, 'catalog.duckdb')
  writeBucket(bucket, 'room', await placeFiles(cameras))
  const made = await openCatalog(path, { create: true })
  await ingest({ catalog: made, uri: bucket })
  await made.close()
  const webRoot = process.env['LOCKSTEP_BENCH_WEB'] ?? (await buildWeb(root, process))
  const port = await findPort()
  let running: { readonly catalog: Catalog; readonly server: RunningServer } | undefined
  const start = async (): Promise<void> => {
    const catalog = await openCatalog(path)
    running = { catalog, server: await startServer({ catalog, port, webRoot, version: 'test' }) }
  }
  const stop = async (): Promise<void> => {
    await running?.server.close()
    await running?.catalog.close()
    running = undefined
  }
  await start()
  const url = `http://127.0.0.1:${port}`
  const ask = async (what: string): Promise<unknown> => (await fetch(`${url}/api/${what}`)).json()
  const [first] = sessionSummarySchema.array().parse(await ask('sessions'))
  const id = encodeURIComponent(first!.sessionId)
  const session = sessionDetailSchema.parse(await ask(`sessions/${id}`))
  return {
    bucket,
    session,
    lanes: await judgeLanes(session, bucket, () => undefined),
    page: `${url}/s/${id}`,
    start,
    stop,
    async close() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function placeFiles(cameras: number): Promise<PlacedFile[]> {
  const files: PlacedFile[] = []
  for (let at = 0; at < cameras; at++) {
    const cellId = (at % 4) + 1
    const identity = `person-${at + 1}`
    const startS = 2 + ((at * 137) % 900) / 1000
    const where = { identity, startS, endS: startS + SECONDS }
    const name = `even${cellId}`
    const video = await makeVideo({ name, cellId, codec: 'h264', fps: 30, seconds: SECONDS })
    files.push({ ...where, source: 'camera', path: video })
    if (at < 2)
      files.push({
        ...where,
        source: 'microphone',
        path: await makeSound(`even${at}`, SECONDS, 440 + 220 * at),
      })
  }
  return files
}

/** One that is free now, as is the one after it. */
async function findPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
