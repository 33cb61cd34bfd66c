/** The outside world of the command line as one argument, so that a test can be the outside world. */
export interface Output {
  write(text: string | Uint8Array): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface Effects {
  /** Results: tables, JSON, bytes. */
  readonly stdout: Output
  /** Progress, messages, errors: never results. */
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted by Ctrl-C or SIGTERM; a second Ctrl-C ends the process at once. */
  readonly signal: AbortSignal
  /** The version in package.json. */
  readonly version: string
  /** Sets the exit code of a command that worked (3: `--strict` with findings); errors are thrown instead. */
  setExitCode(code: number): void
}
