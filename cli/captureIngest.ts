/**
 * "After" of capture: the bucket of a project into a catalog of its own in the state folder, shown by a workbench of its
 * own, which starts with the first ingest. Ingest is incremental, so a room that still runs is ingested again and again.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import type { IngestControl, IngestState } from '../capture/api/context.ts'
import type { BucketAccess } from '../capture/bucket/bucketWriter.ts'
import { readAccess } from '../capture/store/projects.ts'
import type { CaptureStore } from '../capture/store/store.ts'
import type { IngestAnswer, IngestRequest, WorkbenchOptions } from './captureWorkbench.ts'

export interface CaptureIngest extends IngestControl {
  close(): Promise<void>
}

export interface CaptureIngestOptions {
  readonly store: CaptureStore
  readonly webRoot: string
  readonly version: string
  readonly env: Environment
}

type Environment = Readonly<Record<string, string | undefined>>

const IDLE: IngestState = { state: 'idle', message: 'not ingested yet' }
/** The process as it lies beside this file: source or built. */
const CHILD = fileURLToPath(
  new URL(`./captureWorkbench${extname(fileURLToPath(import.meta.url))}`, import.meta.url),
)

export function openCaptureIngest({ store, webRoot, version, env }: CaptureIngestOptions): CaptureIngest {
  const states = new Map<string, IngestState>()
  const workbenches = new Map<string, Promise<Workbench>>()
  /** One after another: two would not share the catalog. */
  const open = (project: string, keys: BucketAccess): Promise<Workbench> => {
    const before = workbenches.get(project)?.catch(() => undefined)
    const opened = Promise.resolve(before).then((known) => reopen(project, keys, known))
    workbenches.set(project, opened)
    return opened
  }
  const reopen = async (
    project: string,
    keys: BucketAccess,
    known: Workbench | undefined,
  ): Promise<Workbench> => {
    if (known && !known.hasEnded() && isDeepStrictEqual(known.keys, keys)) return known
    await known?.close()
    const folder = join(store.folder, 'projects', project)
    await mkdir(folder, { recursive: true })
    const catalogPath = join(folder, 'catalog.duckdb')
    return startWorkbench({ catalogPath, webRoot, version }, { env, keys })
  }
  const run = async (project: string, room: string): Promise<IngestState> => {
    const { bucketUri, s3 } = readAccess(store, project)
    return (await open(project, s3)).ingest(bucketUri, room)
  }
  return {
    async start(project, room) {
      const key = `${project}/${room}`
      const known = states.get(key)
      if (known?.state === 'running') return known
      const running: IngestState = { state: 'running', message: 'reading the bucket', url: known?.url }
      states.set(key, running)
      void run(project, room)
        .catch((error: unknown): IngestState => ({
          state: 'failed',
          message: error instanceof Error ? error.message : String(error),
        }))
        .then((state) => states.set(key, state))
      return running
    },
    state: (project, room) => states.get(`${project}/${room}`) ?? IDLE,
    async close() {
      await Promise.allSettled([...workbenches.values()].map(async (one) => (await one).close()))
    },
  }
}

interface Workbench {
  readonly keys: BucketAccess
  ingest(source: string, room: string): Promise<IngestState>
  hasEnded(): boolean
  close(): Promise<void>
}

function startWorkbench(
  options: WorkbenchOptions,
  { env, keys }: { env: Environment; keys: BucketAccess },
): Workbench {
  const child: ChildProcess = fork(CHILD, [JSON.stringify(options)], {
    env: describeEnvironment(env, keys),
    execArgv: process.execArgv.filter((argument) => argument.startsWith('--experimental-')),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, (state: IngestState) => void>()
  let asked = 0
  let hasEnded = false
  child.on('message', ({ id, state }: IngestAnswer) => {
    waiting.get(id)?.(state)
    waiting.delete(id)
  })
  const gone = new Promise<void>((resolve) => {
    const end = (): void => {
      hasEnded = true
      for (const tell of waiting.values())
        tell({ state: 'failed', message: 'the workbench ended; try again, the terminal may say why' })
      waiting.clear()
      resolve()
    }
    child.once('exit', end)
    child.once('error', end)
  })
  return {
    keys,
    ingest: (source, room) =>
      new Promise((resolve) => {
        const request: IngestRequest = { id: asked++, source, room }
        waiting.set(request.id, resolve)
        child.send(request)
      }),
    hasEnded: () => hasEnded,
    async close() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

/** What this process has, but nothing of LiveKit; of S3 the project's own where it has its own. */
function describeEnvironment(env: Environment, keys: BucketAccess): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('LIVEKIT_'))
  const { endpoint, region, accessKeyId, secretAccessKey } = keys
  return {
    ...Object.fromEntries(kept),
    ...(accessKeyId && {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: undefined,
      AWS_PROFILE: undefined,
    }),
    ...(endpoint && { AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_S3: endpoint }),
    ...(region && { AWS_REGION: region }),
  }
}
