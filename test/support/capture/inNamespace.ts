/**
 * Runs a script in a network namespace of its own: the streamer's library leaves out `lo`, so there is a pair of
 * interfaces of which one holds a loopback address. Linux and root alone; elsewhere it says why not.
 */
import { spawn, spawnSync } from 'node:child_process'

const SET_UP = [
  'ip link set lo up',
  'ip link add v0 type veth peer name v1',
  'ip addr add 127.0.0.2/32 dev v0',
  'ip link set v0 up',
  'ip link set v1 up',
].join(' && ')

/** Why no network can be made here, in words; undefined: it can. */
export function findHindrance(): string | undefined {
  if (process.platform !== 'linux') return `network namespaces are Linux’s, this is ${process.platform}`
  const { status, stderr, error } = spawnSync('unshare', ['--net', 'sh', '-c', SET_UP])
  if (error) return `unshare cannot be run: ${error.message}`
  return status === 0 ? undefined : `no namespace with a pair of interfaces: ${String(stderr).trim()}`
}

export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly status: number | null
}

/** Runs `script` by this Node, in a namespace or (`isOpen`) in the network that is there. */
export async function runScript(
  script: string,
  args: readonly string[],
  { timeoutMs, isOpen = false }: { readonly timeoutMs: number; readonly isOpen?: boolean },
): Promise<Ran> {
  const program = [process.execPath, script, ...args]
  const [command, rest] = isOpen
    ? [process.execPath, program.slice(1)]
    : ['unshare', ['--net', 'sh', '-c', `${SET_UP} && exec "$0" "$@"`, ...program]]
  const env = { ...process.env, NODE_ENV: 'production', RUST_LOG: 'off' }
  const child = spawn(command, rest, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs })
  const texts = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => void (texts.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (texts.stderr += chunk.toString()))
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { ...texts, status }
}
