/** The server's two apps over a small catalog, asked without sockets. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createApp } from '../../app/server/app.ts'
import type { ServerEffects } from '../../app/server/effects.ts'
import { createJobs, type JobRunner } from '../../app/server/jobs.ts'
import { createMediaApp } from '../../app/server/media.ts'
import { createMediaFiles } from '../../app/server/mediaFiles.ts'
import { createRenditionFiles, type RenditionFiles } from '../../app/server/renditionFiles.ts'
import { createRenditionQueue } from '../../app/server/renditionQueue.ts'
import { openPage } from '../../app/server/page.ts'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { openStore } from '../../core/storage/store.ts'
import { buildCatalog, recordingIdOf } from '../support/catalogRows.ts'
import { makeNoise } from '../support/cellMedia.ts'
import { createFakeRenditions } from './fakeRenditions.ts'

export const PORTS = { app: 5000, media: 5001 }
export const EPOCH = 1_795_000_000_000_000
export const RECORDING = recordingIdOf('s1', 'ann.ogg')

export interface TestServer {
  readonly catalog: Catalog
  readonly folder: string
  readonly bucket: string
  readonly jobs: JobRunner
  readonly effects: ServerEffects
  readonly renditions: RenditionFiles
  /** Asks the app as this machine's own command line would, unless headers say otherwise. */
  ask(path: string, init?: RequestInit): Promise<Response>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  askMedia(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

const refuse = (): never => {
  throw new Error('not asked for in this test')
}

const withHost = (init: RequestInit, port: number): RequestInit => ({
  ...init,
  headers: { host: `127.0.0.1:${port}`, ...(init.headers as Record<string, string>) },
})

export async function createTestServer(given: Partial<ServerEffects> = {}): Promise<TestServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-server-'))
  const bucket = path.join(folder, 'bucket')
  const webRoot = path.join(folder, 'web')
  await mkdir(bucket)
  await mkdir(path.join(webRoot, 'assets'), { recursive: true })
  await writeFile(path.join(webRoot, 'index.html'), '<!doctype html><title>page</title>')
  await writeFile(path.join(webRoot, 'assets', 'main-abcdefgh.js'), 'export {}')
  await writeFile(path.join(folder, 'secret.txt'), 'secret')
  await makeNoise(path.join(bucket, 'ann.ogg'), 3)
  const catalog = await buildCatalog(path.join(folder, 'c.duckdb'), bucket, {
    sessionId: 'one',
    epochWallUs: EPOCH,
    recordings: [{ objectKey: 'ann.ogg', identity: 'ann', source: 'microphone', pts0WallUs: EPOCH + 60_000 }],
    logs: [
      { recvNs: BigInt(EPOCH) * 1000n + 2_500n, sender: 'ann', topic: 'chat', payload: 'ä 😀' },
      {
        recvNs: BigInt(EPOCH) * 1000n + 1_000_001n,
        senderNs: 7n,
        sender: 'bob',
        topic: 'chat',
        payload: '{}',
      },
    ],
  })
  const effects: ServerEffects = {
    openStore,
    openRenditions: () => Promise.resolve(createFakeRenditions().store),
    ingest: refuse,
    correct: refuse,
    withdrawCorrection: refuse,
    planExport: refuse,
    executeExport: refuse,
    align: refuse,
    reveal: refuse,
    ...given,
  }
  const jobs = createJobs()
  const closing = new AbortController()
  const files = createMediaFiles(catalog, (uri) => effects.openStore(uri))
  const store = await effects.openRenditions(catalog)
  const renditions = createRenditionQueue({ store, closing: closing.signal })
  const api = {
    catalog,
    version: '0',
    demo: false,
    ports: PORTS,
    jobs,
    files,
    renditions,
    effects,
    closing: closing.signal,
  }
  const app = createApp(api, await openPage(webRoot))
  const renditionFiles = createRenditionFiles(catalog, renditions)
  const media = createMediaApp({ files, renditions: renditionFiles }, PORTS)
  const ask: TestServer['ask'] = async (target, init = {}) => app.request(target, withHost(init, PORTS.app))
  return {
    catalog,
    folder,
    bucket,
    jobs,
    effects,
    renditions: renditionFiles,
    ask,
    post: (target, body, headers = {}) =>
      ask(target, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    askMedia: async (target, init = {}) => media.request(target, withHost(init, PORTS.media)),
    async close() {
      closing.abort()
      await jobs.close()
      await catalog.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
