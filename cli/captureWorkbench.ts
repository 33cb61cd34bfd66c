/**
 * The workbench of one project of capture, in a process of its own (forked by captureIngest.ts): its ingest takes no time
 * from what is recorded, and its environment alone holds the keys of that project's bucket. Ends with its parent.
 */
import { argv } from 'node:process'
import { readSessions } from '../app/server/readSessions.ts'
import { startServer } from '../app/server/server.ts'
import type { IngestState } from '../capture/api/context.ts'
import { openCatalog } from '../core/catalog/catalog.ts'

export interface WorkbenchOptions {
  readonly catalogPath: string
  readonly webRoot: string
  readonly version: string
}
export interface IngestRequest {
  readonly id: number
  readonly source: string
  readonly room: string
}
export interface IngestAnswer {
  readonly id: number
  readonly state: IngestState
}

const { catalogPath, webRoot, version } = JSON.parse(argv[2] ?? '{}') as WorkbenchOptions
const catalog = await openCatalog(catalogPath, { create: true })
const server = await startServer({ catalog, port: 0, webRoot, version })

async function ingest({ source, room }: IngestRequest): Promise<IngestState> {
  const job = await server.ingest(source)
  const ended = await server.jobs.settled(job.jobId)
  if (ended.state !== 'done')
    return { state: 'failed', message: ended.message ?? `the ingest was ${ended.state}` }
  // The latest first.
  const latest = (await readSessions(catalog)).find(({ roomName }) => roomName === room)
  return latest
    ? { state: 'done', message: 'ready to watch', url: `${server.url}/s/${latest.sessionId}` }
    : { state: 'done', message: `nothing of ${room} is in the bucket yet`, url: server.url }
}

process.on('message', (request: IngestRequest) => {
  const send = (state: IngestState): void => void process.send?.({ id: request.id, state })
  ingest(request).then(send, (error: unknown) =>
    send({ state: 'failed', message: error instanceof Error ? error.message : String(error) }),
  )
})
const end = (): void =>
  void server
    .close()
    .then(() => catalog.close())
    .finally(() => process.exit(0))
process.once('disconnect', end)
if (!process.connected) end()
// Ctrl-C reaches the whole group of processes; this one ends when its parent lets it go.
process.on('SIGINT', () => undefined)
