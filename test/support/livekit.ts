/** A real LiveKit server for tests, on free ports of the loopback; found as `findLivekitServer` says. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AccessToken, type VideoGrant } from 'livekit-server-sdk'
import { findLivekitServer, startDevServer } from '../../capture/room/devServer.ts'

export interface LivekitServer {
  /** `ws://127.0.0.1:…` */
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
  /** What the backend and the SDKs read. */
  readonly env: Readonly<Record<string, string>>
  readonly logPath: string
  /** A person's token: joins, publishes, subscribes, sends data. */
  createToken(room: string, identity: string, grant?: VideoGrant): Promise<string>
  /** Ends the server at once and starts it again on the same port: its rooms are gone. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const KEY = 'lockstep-test'
const SECRET = 'lockstep-test-secret-of-thirty-two-characters'

/** Starts a server and waits until it answers; throws with the line that installs it where there is none. */
export async function startLivekit(options: { readonly webhookUrl?: string } = {}): Promise<LivekitServer> {
  const binary = findLivekitServer(process.env)
  if (!binary)
    throw new Error(
      'livekit-server is not installed: run `npm test` once, or set LOCKSTEP_LIVEKIT_SERVER to its path',
    )
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-livekit-test-'))
  const logPath = join(folder, 'livekit.log')
  const life = new AbortController()
  const start = (port?: number) =>
    startDevServer({
      binary,
      keys: { [KEY]: SECRET },
      logPath,
      signal: life.signal,
      ...(port === undefined ? {} : { port }),
      ...options,
    })
  let server = await start()
  const { url, port } = server
  return {
    url,
    apiKey: KEY,
    apiSecret: SECRET,
    env: { LIVEKIT_URL: url, LIVEKIT_API_KEY: KEY, LIVEKIT_API_SECRET: SECRET },
    logPath,
    createToken: (room, identity, grant) => {
      const token = new AccessToken(KEY, SECRET, { identity, ttl: 3600 })
      token.addGrant({
        roomJoin: true,
        room,
        canPublish: true,
        canSubscribe: true,
        canPublishData: true,
        ...grant,
      })
      return token.toJwt()
    },
    restart: async () => {
      await server.stop()
      server = await start(port)
    },
    stop: async () => {
      await server.stop()
      life.abort()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
