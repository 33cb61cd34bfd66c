/** `lockstep capture`: LiveKit rooms recorded into a bucket, with pages to join, watch and run a study day. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createCaptureApp } from '../../capture/api/app.ts'
import { createLimits, readForwarded } from '../../capture/api/limits.ts'
import { createOnceCodes } from '../../capture/api/onceCodes.ts'
import { openCapturePage } from '../../capture/api/page.ts'
import { listenCapture } from '../../capture/api/server.ts'
import { openLivekitRooms } from '../../capture/live/livekitRooms.ts'
import { findLivekitServer, startDevServer } from '../../capture/room/devServer.ts'
import { createKey, findKey } from '../../capture/store/keys.ts'
import { createProject, findProject, updateProject } from '../../capture/store/projects.ts'
import { readIfAny, resolveStateFolder, writeSecretFile } from '../../capture/store/stateFolder.ts'
import { openCaptureStore, type CaptureStore } from '../../capture/store/store.ts'
import { UserError } from '../../core/model/index.ts'
import { findWebRoot } from '../buildWeb.ts'
import { openCaptureIngest } from '../captureIngest.ts'
import { openCaptureProjects } from '../captureProjects.ts'
import type { Effects } from '../effects.ts'
import { openBrowser } from '../openBrowser.ts'
import { examples, openReporter } from '../terminal.ts'
import { importWebhooksCommand } from './capture/importWebhooks.ts'
import { parsePort, untilAborted } from './serve.ts'

export const CAPTURE_PORT = 5460
const FIRST_KEY = 'first-admin-key.json'

interface CaptureOptions {
  bucket?: string
  port: number
  host: string
  publicUrl?: string
  state?: string
  recorder?: 'embedded' | 'egress'
  dev?: boolean
  open: boolean
  json?: boolean
}

export function command(effects: Effects): Command {
  return (
    new Command('capture')
      .option('--bucket <uri>', 'where recordings go: s3://bucket/prefix, or a folder')
      .option('--port <number>', 'port to listen on', parsePort, CAPTURE_PORT)
      .option('--host <address>', 'address to listen on; others than loopback want TLS in front', '127.0.0.1')
      .option('--public-url <url>', 'how people reach it, through the proxy in front', parseUrl)
      .option('--state <folder>', 'keys, rooms, consents, what waits for the bucket')
      .addOption(new Option('--recorder <kind>', 'who records').choices(['embedded', 'egress']))
      .option('--dev', 'start a livekit-server of its own too')
      .option('--no-open', 'do not open a browser')
      .option('--json', 'JSON lines: what happens, as it happens')
      .addHelpText(
        'after',
        `
LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET name the server of the project "default" (LIVEKIT_PUBLIC_URL where
browsers reach it by another name); the AWS variables open its bucket. The first admin key is written to
${FIRST_KEY} in the state folder.
${examples([
  'lockstep capture --dev --bucket ./recordings',
  'LIVEKIT_URL=wss://lk.example LIVEKIT_API_KEY=… LIVEKIT_API_SECRET=… lockstep capture --bucket s3://study',
  'lockstep capture --host 0.0.0.0 --public-url https://capture.lab.example --bucket s3://study --no-open',
])}`,
      )
      .action((options: CaptureOptions) => runCapture(options, effects))
      // Some of its options are a subcommand's as well.
      .enablePositionalOptions()
      .addCommand(importWebhooksCommand(effects))
  )
}

async function runCapture(options: CaptureOptions, effects: Effects): Promise<void> {
  const reporter = openReporter(effects, { json: options.json ?? false })
  const log = (line: Readonly<Record<string, unknown>>): void => {
    reporter.event(line)
    reporter.line(
      Object.values(line)
        .filter((value) => typeof value === 'string')
        .join('  '),
    )
  }
  const { signal, env, version } = effects
  const named = options.dev ? undefined : readLivekit(env)
  const folder = resolveStateFolder(options.state, effects)
  const webRoot = await findWebRoot(effects)
  const store = await openCaptureStore({ folder, keyFile: env['LOCKSTEP_CAPTURE_KEY_FILE'] })
  const ending = new AbortController()
  const closers: (() => Promise<void>)[] = [async () => store.close()]
  try {
    const livekit = options.dev ? await startDev({ env, folder, closers, signal }) : named
    putDefaultProject(store, options, { livekit, effects })
    const firstKey = await makeFirstKey(store)
    const projects = await openCaptureProjects({ store, version, env, log })
    closers.push(() => projects.close())
    const ingest = openCaptureIngest({ store, webRoot, version, env })
    closers.push(() => ingest.close())
    let port = options.port
    const localUrl = (): string => `http://127.0.0.1:${port}`
    const codes = createOnceCodes(Date.now)
    const app = createCaptureApp(
      {
        store,
        version,
        startedAt: store.now(),
        nowMs: Date.now,
        openLivekit: openLivekitRooms,
        live: (project) => projects.live(project),
        onProject: (project) => void projects.refresh(project),
        ingest,
        webhooks: projects,
        problems: () => projects.problems(),
        codes,
        publicUrl: () => options.publicUrl ?? localUrl(),
        port: () => port,
        log,
        closing: ending.signal,
      },
      {
        page: await openCapturePage(webRoot),
        limits: createLimits(options.publicUrl === undefined ? undefined : readForwarded),
      },
    )
    const listening = await listenCapture((request, bindings) => app.fetch(request, bindings), {
      host: options.host,
      port,
    })
    closers.push(async () => {
      ending.abort()
      await listening.close()
    })
    port = listening.port
    const url = options.publicUrl ?? localUrl()
    reporter.event({ event: 'listening', url, state: folder, adminKey: firstKey.path })
    if (!options.json) effects.stdout.write(`${url}\n`)
    const codeUrl = (base: string): string | undefined =>
      effects.stdout.isTTY && firstKey.id !== undefined
        ? `${base}/#code=${codes.issue(firstKey.id)}`
        : undefined
    const opening = options.open ? codeUrl(localUrl()) : undefined
    const isOpened = opening !== undefined && openBrowser(opening, env)
    // Onto the operator's own terminal alone: a log keeps nothing that signs in.
    const link = isOpened ? undefined : codeUrl(url)
    if (!options.json && link !== undefined) effects.stdout.write(`Sign in within a minute, once: ${link}\n`)
    reporter.line(sayFirstKey(firstKey))
    reporter.line(saySettings(store))
    reporter.line('Ctrl-C ends it; what is recorded until then is kept.')
    await untilAborted(signal)
    reporter.line('Closing …')
  } finally {
    for (const close of closers.toReversed()) await close()
  }
}

interface LivekitSettings {
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
}

/** Undefined where none is named: then projects are made by the API. Throws UserError `livekit_incomplete`. */
function readLivekit(env: Effects['env']): LivekitSettings | undefined {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret } = env
  if (!url && !apiKey && !apiSecret) return undefined
  if (url && apiKey && apiSecret) return { url, apiKey, apiSecret }
  const missing = Object.entries({ LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret })
    .filter(([, value]) => !value)
    .map(([name]) => name)
  throw new UserError('livekit_incomplete', `${missing.join(' and ')} is not set`, {
    hint: 'Set all three, or none and make projects by the API; --dev starts a server of its own.',
  })
}

async function startDev(
  world: Pick<Effects, 'env' | 'signal'> & { folder: string; closers: (() => Promise<void>)[] },
): Promise<LivekitSettings> {
  const binary = findLivekitServer(world.env)
  if (binary === undefined) {
    throw new UserError('livekit_missing', 'livekit-server is not installed here', {
      hint: 'Run npm test once in the checkout, or set LOCKSTEP_LIVEKIT_SERVER to its path, or LIVEKIT_URL to a server that runs.',
    })
  }
  const [apiKey, apiSecret] = ['lockstep-dev', randomBytes(32).toString('base64url')]
  const server = await startDevServer({
    binary,
    keys: { [apiKey]: apiSecret },
    logPath: join(world.folder, 'livekit.log'),
    signal: world.signal,
  })
  world.closers.push(() => server.stop())
  return { url: server.url, apiKey, apiSecret }
}

/** The environment's server and bucket as the project `default`; what is stored of it stays where nothing is named. */
function putDefaultProject(
  store: CaptureStore,
  options: CaptureOptions,
  { livekit, effects }: { livekit: LivekitSettings | undefined; effects: Effects },
): void {
  if (!livekit) return
  const known = findProject(store, 'default')
  const bucketUri =
    options.bucket === undefined ? known?.bucketUri : resolveBucket(options.bucket, effects.cwd)
  if (bucketUri === undefined) {
    throw new UserError('bucket_missing', 'no bucket is named', {
      hint: 'Add --bucket s3://bucket/prefix, or --bucket ./folder.',
    })
  }
  const livekitPublicUrl = effects.env['LIVEKIT_PUBLIC_URL'] || undefined
  const settings = {
    livekitUrl: livekit.url,
    livekitApiKey: livekit.apiKey,
    livekitApiSecret: livekit.apiSecret,
    ...(livekitPublicUrl !== undefined && { livekitPublicUrl }),
    bucketUri,
  }
  if (known) updateProject(store, 'default', { ...settings, recorder: options.recorder })
  else createProject(store, { ...settings, name: 'default', recorder: options.recorder ?? 'embedded' })
}

/** A folder as a `file:` URI: the state outlives this working folder. */
const resolveBucket = (given: string, cwd: string): string =>
  /^[a-z][a-z0-9+.-]+:\/\//i.test(given) ? given : pathToFileURL(resolve(cwd, given)).href

const sayFirstKey = ({ path, id }: { path: string; id: string | undefined }): string =>
  id === undefined
    ? `The key in ${path} is no longer good; sign in with another one.`
    : `Key and secret to sign in with at any time: ${path}`

/** Where things go, of the project that was named on the command line or before. */
function saySettings(store: CaptureStore): string {
  const known = findProject(store, 'default')
  if (!known) return 'No project yet: make one by the API (POST /api/v1/projects).'
  const livekitUrl = known.livekitUrl.replace(/\/\/[^@/]*@/, '//')
  return `LiveKit ${livekitUrl}, recordings to ${known.bucketUri}`
}

/** Written at the first start alone, mode 0600; the file can be deleted once another key exists. */
async function makeFirstKey(store: CaptureStore): Promise<{ path: string; id: string | undefined }> {
  const path = join(store.folder, FIRST_KEY)
  const text = await readIfAny(path)
  if (text !== undefined) {
    const { key } = JSON.parse(text) as { key?: string }
    return { path, id: key !== undefined && findKey(store, key) ? key : undefined }
  }
  const made = await createKey(store, {
    label: 'first admin',
    scopes: ['watch', 'operate', 'manage', 'admin'],
  })
  await writeSecretFile(path, `${JSON.stringify({ key: made.key, secret: made.secret })}\n`)
  return { path, id: made.key }
}

function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('a URL is written https://capture.example')
  return text.replace(/\/+$/, '')
}
