/** Errors as a person (code, message, hint) or a program (`--json`) reads them, and the exit code each means. */
import { UserError } from '../core/model/index.ts'
import type { Effects } from './effects.ts'

/** Prints one error to stderr and returns the exit code: 1, or 130 where the person interrupted. */
export function reportError(error: unknown, options: { json: boolean; effects: Effects }): number {
  const { json, effects } = options
  if (effects.signal.aborted) {
    effects.stderr.write(json ? `${JSON.stringify({ event: 'interrupted' })}\n` : '\nInterrupted.\n')
    return 130
  }
  effects.stderr.write(json ? formatJson(error) : formatText(error))
  return 1
}

/** Prints a command line that was not understood as JSON; commander prints it for people. */
export function reportUsage(message: string, effects: Effects): void {
  const problem = {
    code: 'usage',
    message: message.replace(/^error: /, ''),
    hint: 'Add --help for the options and examples.',
  }
  effects.stderr.write(`${JSON.stringify({ event: 'error', ...problem })}\n`)
}

function formatJson(error: unknown): string {
  const problem =
    error instanceof UserError
      ? {
          code: error.code,
          message: error.message,
          ...(error.hint === undefined ? {} : { hint: error.hint }),
        }
      : { code: 'internal_error', message: error instanceof Error ? error.message : String(error) }
  return `${JSON.stringify({ event: 'error', ...problem })}\n`
}

function formatText(error: unknown): string {
  if (error instanceof UserError) {
    const hint = error.hint === undefined ? '' : `  hint: ${error.hint.replaceAll('\n', '\n        ')}\n`
    return `error ${error.code}: ${error.message}\n${hint}`
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `error internal_error: this is a bug in lockstep\n${stack}\n`
}
