/** `lockstep capture`: LiveKit rooms recorded into a bucket, with pages to join, watch and run a study day. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { join } from 'node:path'
import { createCaptureApp } from '../../capture/api/app.ts'
import { createLimits, readForwarded } from '../../capture/api/limits.ts'
import { createOnceCodes } from '../../capture/api/onceCodes.ts'
import { openCapturePage } from '../../capture/api/page.ts'
import { listenCapture } from '../../capture/api/server.ts'
import { openLivekitRooms } from '../../capture/live/livekitRooms.ts'
import { createKey, findKey, listKeys } from '../../capture/store/keys.ts'
import { readIfAny, resolveStateFolder, writeSecretFile } from '../../capture/store/stateFolder.ts'
import { openCaptureStore, type CaptureStore } from '../../capture/store/store.ts'
import { findWebRoot } from '../buildWeb.ts'
import { openCaptureIngest } from '../captureIngest.ts'
import { openCaptureProjects } from '../captureProjects.ts'
import { findDevServer, putDefaultProject, readLivekit, saySettings, startDev } from '../captureServer.ts'
import type { Effects } from '../effects.ts'
import { openBrowser } from '../openBrowser.ts'
import { examples, openReporter } from '../terminal.ts'
import { importWebhooksCommand } from './capture/importWebhooks.ts'
import { parsePort, untilAborted } from './serve.ts'

export const CAPTURE_PORT = 5460
const FIRST_KEY = 'first-admin-key.json'
const FIRST_LABEL = 'first admin'

interface CaptureOptions {
  bucket?: string
  port: number
  host: string
  publicUrl?: string
  state?: string
  recorder?: 'embedded' | 'egress'
  consent?: string
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
      .option('--consent <file>', 'the text people agree to before they join')
      .option('--dev', 'start a livekit-server of its own too; state and bucket (./recordings) apart')
      .option('--no-open', 'do not open a browser')
      .option('--json', 'JSON lines: what happens, as it happens')
      .addHelpText(
        'after',
        `
LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET name the LiveKit server (LIVEKIT_PUBLIC_URL where browsers reach it
by another name). AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE, AWS_REGION and AWS_ENDPOINT_URL open the bucket,
as for the aws command. Bucket, recorder and consent text are remembered. The first admin key is written to
${FIRST_KEY} in the state folder: ~/.local/state/lockstep/capture, with --dev capture-dev, unless --state says.
${examples([
  'lockstep capture --dev',
  'LIVEKIT_URL=wss://lk.example LIVEKIT_API_KEY=… LIVEKIT_API_SECRET=… lockstep capture --bucket s3://study',
  'lockstep capture --bucket s3://study --consent ethics.txt',
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
  const binary = options.dev ? await findDevServer(effects) : undefined
  const folder = resolveStateFolder(options.state, { ...effects, isDev: binary !== undefined })
  const store = await openCaptureStore({ folder, keyFile: env['LOCKSTEP_CAPTURE_KEY_FILE'] })
  const ending = new AbortController()
  const closers: (() => Promise<void>)[] = [async () => store.close()]
  try {
    const livekit = binary === undefined ? named : await startDev(binary, { folder, closers, signal })
    await putDefaultProject(store, options, { livekit, effects })
    const webRoot = await findWebRoot(effects)
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
    if (!options.json && link !== undefined)
      effects.stdout.write(`Sign in with this link, once, within a minute: ${link}\n`)
    reporter.line(sayFirstKey(firstKey))
    reporter.line(saySettings(store))
    reporter.line('Ctrl-C ends it; what is recorded until then is kept.')
    await untilAborted(signal)
    reporter.line('Closing …')
  } finally {
    for (const close of closers.toReversed()) await close()
  }
}

const sayFirstKey = ({ path, id }: { path: string; id: string | undefined }): string =>
  id === undefined
    ? `${path} holds no key that is good; sign in with another one.`
    : `Key and secret to sign in with at any time: ${path}`

/** Written at the first start, mode 0600; the file can be deleted once another admin key exists. */
async function makeFirstKey(store: CaptureStore): Promise<{ path: string; id: string | undefined }> {
  const path = join(store.folder, FIRST_KEY)
  const text = await readIfAny(path)
  if (text !== undefined) {
    const { key = '' } = JSON.parse(text) as { key?: string }
    const known = findKey(store, key)
    return { path, id: known && known.revokedAt === undefined ? key : undefined }
  }
  // A first key alone may be one whose file was never written: killed between the two.
  const isSignedFor = listKeys(store).some(
    ({ label, scopes, project, revokedAt }) =>
      label !== FIRST_LABEL && scopes.includes('admin') && project === undefined && revokedAt === undefined,
  )
  if (isSignedFor) return { path, id: undefined }
  const made = await createKey(store, {
    label: FIRST_LABEL,
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
