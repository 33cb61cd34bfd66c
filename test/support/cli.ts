/** Runs the command line inside the test, with the outside world as buffers. */
import type { Effects, Output } from '../../cli/effects.ts'
import { runCli } from '../../cli/main.ts'

export interface CliResult {
  readonly code: number
  readonly stdout: string
  readonly bytes: Uint8Array
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Makes standard output and error a terminal of 100 columns. */
  readonly tty?: boolean
  /** Hears what is written on standard output, as it is. */
  readonly onOutput?: (text: string) => void
}

interface Captured extends Output {
  readonly parts: Buffer[]
}

const capture = (tty: boolean, onOutput?: (text: string) => void): Captured => {
  const parts: Buffer[] = []
  return {
    parts,
    isTTY: tty,
    columns: 100,
    write(part) {
      parts.push(Buffer.from(part))
      onOutput?.(String(part))
    },
  }
}

export async function runLockstep(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const stdout = capture(options.tty ?? false, options.onOutput)
  const stderr = capture(options.tty ?? false)
  const effects: Effects = {
    stdout,
    stderr,
    env: options.env ?? {},
    cwd: options.cwd ?? '/',
    signal: options.signal ?? new AbortController().signal,
    version: '1.2.3',
    setExitCode: () => undefined,
  }
  const code = await runCli(argv, effects)
  const bytes = Buffer.concat(stdout.parts)
  return { code, bytes, stdout: bytes.toString(), stderr: Buffer.concat(stderr.parts).toString() }
}
