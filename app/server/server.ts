/** Starts the workbench's server: the app port and the media port, both on 127.0.0.1 alone. */
import { createAdaptorServer } from '@hono/node-server'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import type { CatalogLock, Job } from '../../core/protocol/index.ts'
import { startIngest, type ApiContext } from './api.ts'
import { createApp } from './app.ts'
import { defaultEffects } from './defaultEffects.ts'
import type { ServerEffects } from './effects.ts'
import { restoreExports } from './exportJobs.ts'
import type { Ports } from './guard.ts'
import { createJobs, type JobRunner } from './jobs.ts'
import { createLockedApp, createLockedMediaApp } from './lockedApp.ts'
import { createMediaApp } from './media.ts'
import { createMediaFiles } from './mediaFiles.ts'
import { openBlocks } from './openBlocks.ts'
import { openPage } from './page.ts'
import { createRenditionFiles } from './renditionFiles.ts'
import { createRenditionQueue } from './renditionQueue.ts'
import { removeServerFile, writeServerFile } from './serverFile.ts'
import { describeLock, isWaiting, waitForCatalog, type WaitingCatalog } from './waitForCatalog.ts'

export type { AppType } from './app.ts'
export type { WaitingCatalog } from './waitForCatalog.ts'

export interface StartServerOptions {
  /** One that another process still has open is waited for; the page says so meanwhile. */
  readonly catalog: Catalog | WaitingCatalog
  /** 0 takes any free port. */
  readonly port: number
  /** Absent: the one after `port`, or any free one where that is taken. */
  readonly mediaPort?: number
  /** The folder of the built page. */
  readonly webRoot: string
  readonly version: string
  readonly demo?: boolean
  readonly effects?: Partial<ServerEffects>
  /** How often a locked catalog is tried; absent: each second. */
  readonly retryMs?: number
}

export interface RunningServer {
  readonly url: string
  readonly mediaOrigin: string
  readonly jobs: JobRunner
  /** Resolves when the catalog is open; rejects where it cannot be opened at all, or the server closed before. */
  readonly opened: Promise<void>
  /** Starts an ingest, as the page does, as soon as the catalog is open. */
  ingest(source: string): Promise<Job>
  /** Cancels the jobs, ends the connections, removes the server file. The catalog stays open: it is the caller's. */
  close(): Promise<void>
}

/** What the two ports answer with; replaced once, when a locked catalog opens. */
interface Faces {
  readonly app: { fetch: Fetch }
  readonly media: { fetch: Fetch }
}

/** Throws UserError `port_taken`. Writes `<catalog>.server.json` while it runs and has the catalog. */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const effects: ServerEffects = { ...defaultEffects, ...options.effects }
  const ports: Ports = { app: options.port, media: options.mediaPort ?? portBeside(options.port) }
  const jobs = createJobs()
  const closing = new AbortController()
  const page = await openPage(options.webRoot)
  const { catalog: given, version, demo = false } = options
  const described = { version, demo, ports }
  let lock: CatalogLock | undefined

  const open = async (catalog: Catalog): Promise<Opened> => {
    const blocks = openBlocks(catalog)
    const files = createMediaFiles(catalog, (uri) => effects.openStore(uri), blocks)
    const store = await effects.openRenditions(catalog)
    const renditions = createRenditionQueue({ store, closing: closing.signal })
    await restoreExports(catalog, jobs)
    const api = { ...described, catalog, jobs, files, renditions, effects, closing: closing.signal }
    const media = createMediaApp({ files, renditions: createRenditionFiles(catalog, renditions) }, ports)
    const rest = async (): Promise<void> => void (await Promise.all([renditions.settled(), blocks?.close()]))
    return { api, app: createApp(api, page), media, rest }
  }
  const wait = async (waiting: WaitingCatalog): Promise<Faces> => {
    lock = await describeLock(waiting.path, waiting.locked, Date.now() * 1000)
    const locked = { ...described, catalogPath: waiting.path, lock: () => lock! }
    return { app: createLockedApp(locked, page), media: createLockedMediaApp(locked) }
  }
  const first = isWaiting(given) ? undefined : await open(given)
  let faces: Faces = first ?? (await wait(given as WaitingCatalog))
  const answerMedia: Fetch = (request) => faces.media.fetch(request)
  const media = await listen(answerMedia, ports.media).catch((error: unknown) => {
    if (options.mediaPort !== undefined || ports.media === 0) throw error
    return listen(answerMedia, 0)
  })
  ports.media = portOf(media)
  const app = await listen((request) => faces.app.fetch(request), ports.app).catch(async (error: unknown) => {
    await end(media)
    throw error
  })
  ports.app = portOf(app)
  const url = `http://127.0.0.1:${ports.app}`
  const hold = async (opened: Opened): Promise<Opened> => {
    await writeServerFile(opened.api.catalog.path, { pid: process.pid, url })
    return opened
  }
  const onLock = (next: CatalogLock): void => void (lock = next)
  const openLater = async (waiting: WaitingCatalog): Promise<Opened> => {
    const { retryMs } = options
    const { signal } = closing
    const opened = await open(await waitForCatalog(waiting, { signal, onLock, ...(retryMs && { retryMs }) }))
    faces = opened
    return hold(opened)
  }
  const held = first ? hold(first) : openLater(given as WaitingCatalog)
  const opened = held.then(() => undefined)
  // Whoever waits for it is told; a server that nobody waits for only stays locked.
  opened.catch(() => undefined)
  if (first) await held
  let closed: Promise<void> | undefined
  return {
    url,
    mediaOrigin: `http://127.0.0.1:${ports.media}`,
    jobs,
    opened,
    ingest: async (source) => startIngest(source, (await held).api),
    close() {
      closed ??= (async () => {
        closing.abort(new UserError('cancelled', 'the server is closing'))
        const behind = await held.catch(() => undefined)
        if (behind) await removeServerFile(behind.api.catalog.path, process.pid)
        await Promise.all([jobs.close(), behind?.rest()])
        await Promise.all([end(app), end(media)])
      })()
      return closed
    },
  }
}

interface Opened extends Faces {
  readonly api: ApiContext
  /** Resolves when nothing is made or written in the background any more. */
  readonly rest: () => Promise<void>
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

/** A page allows itself the media port it was loaded with: after a restart it must find its media there again. */
const portBeside = (port: number): number => (port === 0 || port === 65_535 ? 0 : port + 1)

const portOf = (server: Server): number => (server.address() as AddressInfo).port

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
