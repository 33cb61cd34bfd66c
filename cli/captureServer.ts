/** What the project `default` of capture stands on: the LiveKit server and the bucket of the command line and environment. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findLivekitServer, startDevServer } from '../capture/room/devServer.ts'
import { createProject, findProject, updateProject } from '../capture/store/projects.ts'
import type { CaptureStore } from '../capture/store/store.ts'
import { UserError } from '../core/model/index.ts'
import type { Effects } from './effects.ts'

const DEV_BUCKET = 'recordings'

export interface LivekitSettings {
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
}

/** Undefined where none is named: then projects are made by the API. Throws UserError `livekit_incomplete`. */
export function readLivekit(env: Effects['env']): LivekitSettings | undefined {
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

/** The livekit-server of `--dev`, built first where this machine has none. Throws UserError `livekit_missing`. */
export async function findDevServer(effects: Pick<Effects, 'env' | 'signal'>): Promise<string> {
  const found = findLivekitServer(effects.env)
  if (found !== undefined) return found
  const setup = fileURLToPath(new URL('./setup.mjs', import.meta.url))
  // Its lines go to stderr. Ctrl-C reaches it as well.
  const child = spawn(process.execPath, [setup, 'livekit'], { stdio: ['ignore', 'ignore', 'inherit'] })
  await once(child, 'exit')
  effects.signal.throwIfAborted()
  const built = findLivekitServer(effects.env)
  if (built !== undefined) return built
  throw new UserError('livekit_missing', 'livekit-server is not installed here, and could not be built', {
    hint: 'The lines above say why. LOCKSTEP_LIVEKIT_SERVER names one that lies elsewhere, LIVEKIT_URL one that runs.',
  })
}

/** Starts it with a secret of its own; it ends with the command. */
export async function startDev(
  binary: string,
  world: Pick<Effects, 'signal'> & { folder: string; closers: (() => Promise<void>)[] },
): Promise<LivekitSettings> {
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

export interface DefaultProjectOptions {
  readonly bucket?: string
  readonly recorder?: 'embedded' | 'egress'
  /** A file with the text that people agree to. */
  readonly consent?: string
  readonly dev?: boolean
}

/**
 * The environment's server, and bucket, recorder and consent text of the command line as the project `default`; what is
 * stored of it stays where nothing is named. Throws UserError `livekit_missing`, `bucket_missing`, `consent_unreadable`.
 */
export async function putDefaultProject(
  store: CaptureStore,
  options: DefaultProjectOptions,
  { livekit, effects }: { livekit: LivekitSettings | undefined; effects: Effects },
): Promise<void> {
  const { recorder, dev } = options
  const known = findProject(store, 'default')
  const consentText = await readConsent(options.consent, effects.cwd)
  const bucket = options.bucket ?? (dev && !known ? DEV_BUCKET : undefined)
  const bucketUri = bucket === undefined ? known?.bucketUri : resolveBucket(bucket, effects.cwd)
  const isAsked = [options.bucket, recorder, consentText].some((asked) => asked !== undefined)
  if (!livekit && !known && isAsked) {
    throw new UserError('livekit_missing', 'no LiveKit server is named', {
      hint: 'Set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET, or add --dev for a server on this machine.',
    })
  }
  if (livekit && bucketUri === undefined) {
    throw new UserError('bucket_missing', 'no bucket is named', {
      hint: 'Add --bucket s3://bucket/prefix, or --bucket ./folder.',
    })
  }
  const livekitPublicUrl = effects.env['LIVEKIT_PUBLIC_URL'] || undefined
  const server = livekit && {
    livekitUrl: livekit.url,
    livekitApiKey: livekit.apiKey,
    livekitApiSecret: livekit.apiSecret,
    ...(livekitPublicUrl !== undefined && { livekitPublicUrl }),
  }
  if (known) updateProject(store, 'default', { ...server, bucketUri, recorder, consentText })
  else if (server && bucketUri !== undefined) {
    const made = { ...server, name: 'default', bucketUri, recorder: recorder ?? 'embedded' }
    createProject(store, { ...made, ...(consentText !== undefined && { consentText }) })
  }
}

async function readConsent(path: string | undefined, cwd: string): Promise<string | undefined> {
  if (path === undefined) return undefined
  const whole = resolve(cwd, path)
  const text = await readFile(whole, 'utf8').catch((cause: unknown) => {
    throw new UserError('consent_unreadable', `the consent text ${whole} could not be read`, {
      hint: 'Name a text file: what it holds is shown to people before they join.',
      cause,
    })
  })
  if (text.trim() !== '') return text.trim()
  throw new UserError('consent_unreadable', `the consent text ${whole} is empty`, {
    hint: 'Write into it what people agree to; without --consent the text that was there before stays.',
  })
}

/** A folder as a `file:` URI: the state outlives this working folder. */
const resolveBucket = (given: string, cwd: string): string =>
  /^[a-z][a-z0-9+.-]+:\/\//i.test(given) ? given : pathToFileURL(resolve(cwd, given)).href

/** Where things go, of the project that was named on the command line or before. */
export function saySettings(store: CaptureStore): string {
  const known = findProject(store, 'default')
  if (!known) {
    return 'No LiveKit server is named: set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET and start with --bucket, or make a project by the API (POST /api/v1/projects).'
  }
  const livekitUrl = known.livekitUrl.replace(/\/\/[^@/]*@/, '//')
  return `LiveKit ${livekitUrl}, recordings to ${known.bucketUri}`
}
