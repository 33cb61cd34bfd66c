/**
 * "After" of capture: the bucket of a project into a catalog of its own in the state folder, shown by a workbench that
 * starts with the first ingest. Ingest is incremental, so a room that still runs is ingested again and again.
 */
import { join } from 'node:path'
import { startServer, type RunningServer } from '../app/server/server.ts'
import { readSessions } from '../app/server/readSessions.ts'
import type { IngestControl, IngestState } from '../capture/api/context.ts'
import { getProject } from '../capture/store/projects.ts'
import type { CaptureStore } from '../capture/store/store.ts'
import { openCatalog, type Catalog } from '../core/catalog/catalog.ts'

export interface CaptureIngest extends IngestControl {
  close(): Promise<void>
}

export interface CaptureIngestOptions {
  readonly store: CaptureStore
  readonly webRoot: string
  readonly version: string
}

const IDLE: IngestState = { state: 'idle', message: 'not ingested yet' }

export function openCaptureIngest({ store, webRoot, version }: CaptureIngestOptions): CaptureIngest {
  const states = new Map<string, IngestState>()
  let workbench: Promise<{ catalog: Catalog; server: RunningServer }> | undefined
  const open = async (): Promise<{ catalog: Catalog; server: RunningServer }> => {
    const catalog = await openCatalog(join(store.folder, 'catalog.duckdb'), { create: true })
    return { catalog, server: await startServer({ catalog, port: 0, webRoot, version }) }
  }
  const run = async (project: string, room: string): Promise<IngestState> => {
    const { bucketUri } = getProject(store, project)
    workbench ??= open()
    const { catalog, server } = await workbench
    const job = await server.ingest(bucketUri)
    const ended = await server.jobs.settled(job.jobId)
    if (ended.state !== 'done')
      return { state: 'failed', message: ended.message ?? `the ingest was ${ended.state}` }
    const sessions = (await readSessions(catalog)).filter(({ roomName }) => roomName === room)
    const latest = sessions.at(-1)
    if (!latest) return { state: 'done', message: `nothing of ${room} is in the bucket yet`, url: server.url }
    return { state: 'done', message: 'ready to watch', url: `${server.url}/s/${latest.sessionId}` }
  }
  return {
    async start(project, room) {
      const key = `${project}/${room}`
      const known = states.get(key)
      if (known?.state === 'running') return known
      const running: IngestState = { state: 'running', message: 'reading the bucket', url: known?.url }
      states.set(key, running)
      void run(project, room)
        .catch((error: unknown): IngestState => {
          workbench = undefined
          return { state: 'failed', message: error instanceof Error ? error.message : String(error) }
        })
        .then((state) => states.set(key, state))
      return running
    },
    state: (project, room) => states.get(`${project}/${room}`) ?? IDLE,
    async close() {
      const opened = await workbench?.catch(() => undefined)
      await opened?.server.close()
      await opened?.catalog.close()
    },
  }
}
