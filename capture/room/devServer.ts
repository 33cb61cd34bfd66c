/**
 * A livekit-server of our own, on the loopback alone: for `lockstep capture --dev` and for the tests. Its clients must
 * be told that they are on a loopback, else they look for a public STUN server and find no way to it.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { accessSync, constants, existsSync, openSync, closeSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { platform } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { UserError } from '../../core/model/error.ts'

export interface DevServer {
  /** `ws://127.0.0.1:…` */
  readonly url: string
  readonly port: number
  /** When it ends by itself: its exit code. */
  readonly exited: Promise<number | null>
  stop(): Promise<void>
}

export interface DevServerOptions {
  readonly binary: string
  /** Absent: a free one. */
  readonly port?: number
  /** API key → secret of at least 32 characters. */
  readonly keys: Readonly<Record<string, string>>
  readonly webhookUrl?: string
  /** Where its log is appended to. */
  readonly logPath: string
  readonly signal: AbortSignal
}

/** Looks at LOCKSTEP_LIVEKIT_SERVER, in the tool cache of the set-up, and on the PATH. */
export function findLivekitServer(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env['LOCKSTEP_LIVEKIT_SERVER']
  if (named) return named
  const windows = platform === 'win32'
  const cache = windows
    ? (env['LOCALAPPDATA'] ?? join(homedir(), 'AppData/Local'))
    : env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const name = windows ? 'livekit-server.exe' : 'livekit-server'
  const built = join(cache, 'lockstep', 'tools', name)
  if (existsSync(built)) return built
  return (env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram)
}

/** Starts one and waits until it answers; UserError `livekit_not_started` with the end of its log where it does not. */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const { binary, logPath, signal } = options
  signal.throwIfAborted()
  const port = options.port ?? (await findTcpPort())
  const [tcpPort, udpPort] = await Promise.all([findTcpPort(), findUdpPort()])
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-livekit-'))
  const config = join(folder, 'livekit.yaml')
  // JSON is YAML. The keys stand in a file that its owner alone reads, not among the arguments.
  await writeFile(config, JSON.stringify(describeConfig(options, { port, tcpPort, udpPort })), {
    mode: 0o600,
  })
  const log = openSync(logPath, 'a')
  const child = spawn(binary, ['--config', config], { stdio: ['ignore', log, log] })
  closeSync(log)
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
    child.once('error', () => resolve(null))
  })
  const stop = async (): Promise<void> => {
    signal.removeEventListener('abort', kill)
    process.removeListener('exit', kill)
    kill()
    await exited
    await rm(folder, { recursive: true, force: true })
  }
  const kill = (): void => void child.kill('SIGKILL')
  signal.addEventListener('abort', kill, { once: true })
  process.once('exit', kill)
  if (await answers(port, child, signal)) return { url: `ws://127.0.0.1:${port}`, port, exited, stop }
  await stop()
  const said = await readFile(logPath, 'utf8').catch(() => '')
  throw new UserError('livekit_not_started', `livekit-server did not start: ${said.trim().slice(-1000)}`, {
    hint: `Is port ${port} taken? The whole log is in ${logPath}.`,
  })
}

function describeConfig(
  { keys, webhookUrl }: DevServerOptions,
  { port, tcpPort, udpPort }: { port: number; tcpPort: number; udpPort: number },
): object {
  const [apiKey] = Object.keys(keys)
  return {
    port,
    bind_addresses: ['127.0.0.1'],
    rtc: {
      udp_port: udpPort,
      tcp_port: tcpPort,
      use_external_ip: false,
      node_ip: '127.0.0.1',
      enable_loopback_candidate: true,
      interfaces: { includes: ['lo', 'lo0'] },
      ips: { includes: ['127.0.0.0/8'] },
      stun_servers: ['127.0.0.1:3478'],
    },
    keys,
    ...(webhookUrl === undefined ? {} : { webhook: { api_key: apiKey, urls: [webhookUrl] } }),
    logging: { level: 'info' },
  }
}

async function answers(port: number, child: ChildProcess, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + 20_000
  while (performance.now() < deadline && child.exitCode === null && !signal.aborted) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
    if (answer?.ok) return true
    await setTimeout(25)
  }
  return false
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function findTcpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function findUdpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.once('error', reject)
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address()
      socket.close(() => resolve(port))
    })
  })
}
