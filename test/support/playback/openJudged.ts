/** A kept catalog behind the real server, and its first session as the judge knows it. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { startServer } from '../../../app/server/server.ts'
import { buildWeb } from '../../../cli/buildWeb.ts'
import { openCatalog, type Catalog } from '../../../core/catalog/catalog.ts'
import {
  sessionDetailSchema,
  sessionSummarySchema,
  type RenditionLevel,
  type SessionDetail,
} from '../../../core/protocol/index.ts'
import { createRenditionStore } from '../../../ingest/renditions/store.ts'
import { judgeLanes } from '../../e2e/support/judgedLanes.ts'
import type { JudgedLane } from '../judge.ts'
import { root } from '../program.ts'
import type { KeptCatalog } from './keptCatalog.ts'

export interface Judged {
  /** Address of the session's workbench, and of the server. */
  readonly page: string
  readonly url: string
  readonly mediaOrigin: string
  readonly session: SessionDetail
  /** The other sessions of the catalog. */
  readonly others: readonly SessionDetail[]
  readonly lanes: readonly JudgedLane[]
  /** Session time at which all video lanes have begun, and at which the first ends, µs. */
  readonly from: number
  readonly to: number
  /** All that the server has written to its sockets so far. */
  bytesServed(): number
  close(): Promise<void>
}

export interface OpenOptions {
  /** Proxies that are made before the server starts; absent: none, the originals are played. */
  readonly levels?: readonly RenditionLevel[]
  /** The name of the session's room; absent: the first session. */
  readonly room?: string
  /** Of the page; absent: as it is built. */
  readonly webRoot?: string
  /** What the cells of frame `index` of an object say; absent: the index. */
  readonly nameOf?: (objectKey: string) => ((index: number) => number) | undefined
  readonly readName?: JudgedLane['readName']
}

/** The built page; `LOCKSTEP_BENCH_WEB` names one that was built elsewhere. */
export const findWebRoot = async (): Promise<string> =>
  process.env['LOCKSTEP_BENCH_WEB'] ?? (await buildWeb(root, process))

export async function openJudged(kept: KeptCatalog, options: OpenOptions = {}): Promise<Judged> {
  const { levels = [], nameOf = () => undefined, readName } = options
  const webRoot = options.webRoot ?? (await findWebRoot())
  const catalog = await openCatalog(kept.catalog)
  const served = countBytes()
  const server = await startServer({ catalog, port: 0, webRoot, version: 'judge' })
  const ask = async (path: string): Promise<unknown> => (await fetch(`${server.url}/api/${path}`)).json()
  const details: SessionDetail[] = []
  for (const { sessionId } of sessionSummarySchema.array().parse(await ask('sessions')))
    details.push(sessionDetailSchema.parse(await ask(`sessions/${encodeURIComponent(sessionId)}`)))
  const session = details.find(({ roomName }) => !options.room || roomName === options.room)
  if (!session) throw new Error(`no session ${options.room ?? ''} in ${kept.catalog}`)
  await makeRenditions(catalog, session, levels)
  const lanes = await judgeLanes(session, kept.bucket, nameOf, readName)
  const spans = lanes.map(({ lane }) => lane.recordings.flatMap(({ placement }) => placement ?? []))
  return {
    page: `${server.url}/s/${encodeURIComponent(session.sessionId)}`,
    url: server.url,
    mediaOrigin: server.mediaOrigin,
    session,
    others: details.filter((one) => one !== session),
    lanes,
    from: Math.max(...spans.map((placed) => Math.min(...placed.map(({ startUs }) => startUs)))),
    to: Math.min(...spans.map((placed) => Math.max(...placed.map(({ endUs }) => endUs)))),
    bytesServed: () => served.bytes(),
    async close() {
      served.stop()
      await server.close()
      await catalog.close()
    },
  }
}

async function makeRenditions(
  catalog: Catalog,
  { lanes }: SessionDetail,
  levels: readonly RenditionLevel[],
): Promise<void> {
  const store = createRenditionStore({ catalog, children: 2 })
  for (const { recordingId } of lanes
    .filter(({ kind }) => kind === 'video')
    .flatMap((lane) => lane.recordings)) {
    for (const level of levels) {
      const made = await store.make(recordingId, level)
      if ('failed' in made) throw new Error(`no proxy of ${recordingId} at ${level}: ${made.failed}`)
    }
  }
  await store.rest()
}

/** Counts what this process's HTTP servers write, by the sockets they answer on. */
function countBytes(): { bytes(): number; stop(): void } {
  const sockets = new Set<Socket>()
  const note = (message: unknown): void => void sockets.add((message as { socket: Socket }).socket)
  subscribe('http.server.request.start', note)
  return {
    bytes: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    stop: () => void unsubscribe('http.server.request.start', note),
  }
}
