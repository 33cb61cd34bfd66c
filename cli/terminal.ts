/**
 * What a command says while it works: one progress line on a terminal (items, rate, time left), nothing in a
 * pipe, one JSON object a line on stdout under `--json`. Results are not its business.
 */
import type { Finding } from '../core/model/index.ts'
import type { Progress } from '../core/protocol/index.ts'
import type { Effects } from './effects.ts'

/** A progress report; rate and time left are computed here where the work does not know them. */
export type ProgressReport = Pick<Progress, 'stage' | 'done'> & Partial<Progress>

export interface Reporter {
  progress(report: ProgressReport): void
  /** Draws a line of its own wording in place of the progress line; nothing where there is no terminal. */
  status(text: string): void
  finding(finding: Finding): void
  /** A line for people on stderr; silent under `--json`. */
  line(text: string): void
  /** An object for programs on stdout; silent without `--json`. */
  event(event: Readonly<Record<string, unknown>>): void
  /** Clears the progress line; call it before printing results. */
  end(): void
}

const REDRAW_MS = 100
const JSON_PROGRESS_MS = 1000

/** Opens the reporter of one command; `now` is in ms and injected by tests. */
export function openReporter(
  effects: Effects,
  options: { json?: boolean; quiet?: boolean; now?: () => number } = {},
): Reporter {
  const json = options.json ?? false
  const now = options.now ?? (() => performance.now())
  const draws = effects.stderr.isTTY === true && !json && !options.quiet
  let stage = ''
  let stageStartedMs = 0
  let lastMs = Number.NEGATIVE_INFINITY
  let drawn = false
  const clear = (): void => {
    if (drawn) effects.stderr.write('\r\u001B[2K')
    drawn = false
  }
  const draw = (text: string): void => {
    if (!draws) return
    const width = Math.max(20, (effects.stderr.columns ?? 80) - 1)
    effects.stderr.write(`\r\u001B[2K${text.slice(0, width)}`)
    drawn = true
  }
  const emit = (event: Readonly<Record<string, unknown>>): void => {
    if (json) effects.stdout.write(`${JSON.stringify(event, jsonSafe)}\n`)
  }
  return {
    progress(report) {
      const atMs = now()
      if (report.stage !== stage) {
        stage = report.stage
        stageStartedMs = atMs
        lastMs = Number.NEGATIVE_INFINITY
      }
      const complete = report.total !== undefined && report.total !== null && report.done >= report.total
      if (!complete && atMs - lastMs < (json ? JSON_PROGRESS_MS : REDRAW_MS)) return
      lastMs = atMs
      const full = completeProgress(report, (atMs - stageStartedMs) / 1000)
      emit({ event: 'progress', ...full })
      draw(formatProgress(full))
    },
    status: draw,
    finding(finding) {
      emit({ event: 'finding', ...finding })
    },
    line(text) {
      if (json || options.quiet) return
      clear()
      effects.stderr.write(`${text}\n`)
    },
    event: emit,
    end: clear,
  }
}

function completeProgress(report: ProgressReport, elapsedSeconds: number): Progress {
  const total = report.total ?? null
  const perSecond = report.perSecond ?? (elapsedSeconds > 0.5 ? report.done / elapsedSeconds : null)
  const secondsLeft =
    report.secondsLeft ?? (total !== null && perSecond ? Math.max(0, total - report.done) / perSecond : null)
  return { ...report, total, perSecond, secondsLeft }
}

/** Formats `probe  120/1,000  12%  34.5/s  0:25 left  3 findings`. */
export function formatProgress(progress: Progress): string {
  const { stage, done, total, perSecond, secondsLeft, findings } = progress
  const parts = [stage]
  if (total === null) parts.push(done.toLocaleString('en'))
  else {
    parts.push(`${done.toLocaleString('en')}/${total.toLocaleString('en')}`)
    if (total > 0) parts.push(`${Math.floor((100 * done) / total)}%`)
  }
  if (perSecond !== null) parts.push(`${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)}/s`)
  if (secondsLeft !== null && secondsLeft >= 1) parts.push(`${formatMinutes(secondsLeft)} left`)
  if (findings) parts.push(`${findings} ${findings === 1 ? 'finding' : 'findings'}`)
  return parts.join('  ')
}

function formatMinutes(seconds: number): string {
  const whole = Math.round(seconds)
  const head =
    whole >= 3600
      ? `${Math.floor(whole / 3600)}:${String(Math.floor(whole / 60) % 60).padStart(2, '0')}`
      : `${Math.floor(whole / 60)}`
  return `${head}:${String(whole % 60).padStart(2, '0')}`
}

/** JSON.stringify replacer: bigint as text, so that a nanosecond stays exact. */
export const jsonSafe = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value

/** The `Examples:` part of a command's help. */
export const examples = (lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`
