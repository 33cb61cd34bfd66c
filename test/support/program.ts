/** The program itself, run as a person runs it: `node cli/main.ts …` in a child process. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { dirname, join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const main = join(root, 'cli', 'main.ts')

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs one command to its end; never throws on an exit code. */
export function lockstep(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...env }, maxBuffer: 1 << 28 }
    execFile(execPath, [main, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, stdout, stderr })
    })
  })
}

/** Runs one command that has to work, and returns its stdout. */
export async function mustLockstep(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const outcome = await lockstep(args, env)
  if (outcome.code !== 0)
    throw new Error(`lockstep ${args.join(' ')}: exit ${outcome.code}\n${outcome.stderr}`)
  return outcome.stdout
}

export interface Served {
  readonly url: string
  readonly child: ChildProcess
  /** All that it has printed so far, on both ways. */
  said(): string
  /** Ends the server as Ctrl-C does, and waits for it. */
  stop(): Promise<void>
}

/** Starts a command that serves (`serve`, `demo`) and waits for the URL it prints. */
export function serve(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const child = spawn(execPath, [main, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return new Promise((resolve, reject) => {
    let printed = ''
    const listen = (chunk: Buffer): void => {
      printed += chunk.toString()
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
      if (!url) return
      resolve({
        url,
        child,
        said: () => printed,
        stop: async () => {
          child.kill('SIGINT')
          await ended
        },
      })
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', (code) => reject(new Error(`lockstep ${args.join(' ')}: exit ${code}\n${printed}`)))
  })
}
