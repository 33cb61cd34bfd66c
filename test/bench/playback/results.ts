/** How the bench says what it found: a table on the terminal, and all of it as JSON. */
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, platform, release, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { argv, version } from 'node:process'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { root } from '../../support/program.ts'
import { quantile, type Report } from '../report.ts'
import type { Case } from './cases.ts'
import type { Run } from './runCase.ts'

/** `invalid`: others used the machine, which is neither a pass nor a fail. */
export type Outcome = 'passed' | 'failed' | 'invalid'

export interface RowResult {
  readonly row: string
  readonly what: string
  readonly outcome: Outcome
  /** Why it failed, each said once. */
  readonly faults: readonly string[]
  readonly details: unknown
}

const HEAD = [
  ['', 22],
  ['exact', 8],
  ['≤ 1', 8],
  ['all ≤ 1', 8],
  ['p50/95/99/max', 14],
  ['spread', 7],
  ['Hz', 6],
  ['start', 6],
  ['cold', 6],
  ['seek', 10],
  ['cores', 6],
  ['MiB', 6],
  ['MB', 6],
] as const

export function printRuns({ what, limits, goals }: Case, runs: readonly Run[], report: Report): void {
  printLine(HEAD.map(([name]) => name))
  for (const [at, { judgement, startMs, coldMs, seeksMs, cores, memoryMb, servedMb }] of runs.entries()) {
    const { log, pixels, screenshots, tickHz } = judgement
    const longest = Math.max(...seeksMs)
    printLine([
      at === 0 ? what : '',
      percent(log.exact),
      percent(log.withinOne),
      percent(log.allWithinOne),
      [log.p50, log.p95, log.p99, log.max].join('/'),
      log.spreadP95Ms.toFixed(0),
      tickHz.toFixed(1),
      startMs.toFixed(0),
      coldMs.toFixed(0),
      `${quantile(seeksMs, 0.5).toFixed(0)}/${longest.toFixed(0)}`,
      cores.toFixed(2),
      memoryMb.toFixed(0),
      servedMb.toFixed(1),
    ])
    const read = [
      `pixels ${percent(pixels.exact)} exact, ${percent(pixels.withinOne)} ≤ 1, ${pixels.contradictions.length} of ${pixels.compared} against the log`,
      `screenshots ${percent(screenshots.exact)}, ${percent(screenshots.withinOne)} of ${screenshots.samples}, ${screenshots.contradictions.length} of ${screenshots.compared}`,
    ]
    console.log(`    ${read.join('; ')}`)
  }
  const worst = (of: (run: Run) => number): number => Math.max(...runs.map(of))
  const figure = (name: string, value: number, unit: string, goal: number, limit: number): void =>
    report({
      what: `${what}: ${name} (limit ${limit})`,
      value,
      unit,
      ...(goal > 0 ? { baseline: { name: 'the goal', value: goal } } : {}),
    })
  figure(
    'frames off, 95th percentile',
    worst(({ judgement }) => judgement.log.p95),
    'frames',
    goals.p95,
    limits.p95,
  )
  const least = Math.min(...runs.map(({ judgement }) => judgement.log.withinOne))
  figure('within one frame', least * 100, '%', 100, limits.withinOne * 100)
  const median = worst(({ seeksMs }) => quantile(seeksMs, 0.5))
  figure('paused seek until all are right', median, 'ms', goals.seekMs, limits.seekMs)
  figure(
    'first pictures after opening',
    worst(({ startMs }) => startMs),
    'ms',
    0,
    limits.startMs,
  )
  figure(
    'cores',
    worst(({ cores }) => cores),
    'cores',
    goals.cores,
    limits.cores,
  )
}

const printLine = (cells: readonly string[]): void =>
  console.log(
    `  ${cells.map((cell, at) => (at === 0 ? cell.padEnd(22) : cell.padStart(HEAD[at]![1]))).join(' ')}`,
  )

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`

/** Writes everything to the file that `--json=FILE` names, else to bench-results/playback.json; returns its path. */
export async function writeResults(rows: readonly RowResult[], chromium: string): Promise<string> {
  const named = argv.find((word) => word.startsWith('--json='))?.slice('--json='.length)
  const path = named ?? join(root, 'bench-results', 'playback.json')
  await mkdir(dirname(path), { recursive: true })
  const manifest = z.object({ version: z.string() })
  const { version: lockstep } = manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
  const machine = {
    processors: cpus().map(({ model }) => model),
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
  }
  const results = { at: new Date().toISOString(), lockstep, node: version, chromium, machine, rows }
  await writeFile(path, `${JSON.stringify(results, undefined, 1)}\n`)
  return path
}
