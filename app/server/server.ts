/** Starts the workbench's server: the app port and the media port, both on 127.0.0.1 alone. */
import { createAdaptorServer } from '@hono/node-server'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import type { Job } from '../../core/protocol/index.ts'
import { startIngest } from './api.ts'
import { createApp } from './app.ts'
import { defaultEffects } from './defaultEffects.ts'
import type { ServerEffects } from './effects.ts'
import { restoreExports } from './exportJobs.ts'
import type { Ports } from './guard.ts'
import { createJobs, type JobRunner } from './jobs.ts'
import { createMediaApp } from './media.ts'
import { createMediaFiles } from './mediaFiles.ts'
import { openPage } from './page.ts'
import { removeServerFile, writeServerFile } from './serverFile.ts'

export type { AppType } from './app.ts'

export interface StartServerOptions {
  readonly catalog: Catalog
  /** 0 takes any free port. */
  readonly port: number
  /** Absent: any free port. */
  readonly mediaPort?: number
  /** The folder of the built page. */
  readonly webRoot: string
  readonly version: string
  readonly demo?: boolean
  readonly effects?: Partial<ServerEffects>
}

export interface RunningServer {
  readonly url: string
  readonly mediaOrigin: string
  readonly jobs: JobRunner
  /** Starts an ingest, as the page does. */
  ingest(source: string): Job
  /** Cancels the jobs, ends the connections, removes the server file. The catalog stays open: it is the caller's. */
  close(): Promise<void>
}

/** Throws UserError `port_taken`. Writes `<catalog>.server.json` while it runs. */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { catalog } = options
  const effects: ServerEffects = { ...defaultEffects, ...options.effects }
  const ports: Ports = { app: options.port, media: options.mediaPort ?? 0 }
  const jobs = createJobs()
  const closing = new AbortController()
  const files = createMediaFiles(catalog, (uri) => effects.openStore(uri))
  const page = await openPage(options.webRoot)
  await restoreExports(catalog, jobs)
  const { version, demo = false } = options
  const api = { catalog, version, demo, ports, jobs, files, effects, closing: closing.signal }
  const media = await listen(createMediaApp(files, ports).fetch, ports.media)
  ports.media = portOf(media)
  const app = await listen(createApp(api, page).fetch, ports.app).catch(async (error: unknown) => {
    await end(media)
    throw error
  })
  ports.app = portOf(app)
  const url = `http://127.0.0.1:${ports.app}`
  await writeServerFile(catalog.path, { pid: process.pid, url })
  let closed: Promise<void> | undefined
  return {
    url,
    mediaOrigin: `http://127.0.0.1:${ports.media}`,
    jobs,
    ingest: (source) => startIngest(source, api),
    close() {
      closed ??= (async () => {
        await removeServerFile(catalog.path, process.pid)
        closing.abort()
        await jobs.close()
        await Promise.all([end(app), end(media)])
      })()
      return closed
    },
  }
}

type Fetch = (request: Request) => Response | Promise<Response>

function listen(fetch: Fetch, port: number): Promise<Server> {
  const server = createAdaptorServer({ fetch }) as Server
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error)
      const hint = 'Name another with --port, or end the program that has it.'
      return reject(new UserError('port_taken', `port ${port} of 127.0.0.1 is taken`, { hint }))
    })
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
