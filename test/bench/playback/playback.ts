/**
 * `npm run bench:playback`: the table by which lockstep is proved, three valid runs of each row, and what stands beside
 * it: sessions of all that is irregular, the judge judged, paused videos, other ways on the same files, sound.
 * Rows: `LOCKSTEP_BENCH_ROWS=16,25,49,100,fallback,sound,lesson,varied,selftest,sockets,beside`; absent: all of them.
 */
import { launchBrowser } from '../../support/browser.ts'
import { isReportOnly, measureValid } from '../../support/contention.ts'
import { keepCrowd } from '../../support/playback/crowd.ts'
import { openJudged } from '../../support/playback/openJudged.ts'
import type { Bench, Report } from '../report.ts'
import { CASES, type Case } from './cases.ts'
import { benchBeside } from './beside.ts'
import { printRuns, writeResults, type RowResult } from './results.ts'
import { runCase, warmUp, type Run } from './runCase.ts'
import { benchSelf } from './self.ts'
import { benchIrregular } from './irregular.ts'
import { benchSockets } from './sockets.ts'
import { benchSound } from './soundRow.ts'

const RUNS = 3
const RECORDED_S = 60
const JUDGED_S = 8
/** Of what was wrong; all of it is in the file. */
const PRINTED = 12

export const bench: Bench = async (report) => {
  const wanted = process.env['LOCKSTEP_BENCH_ROWS']?.split(',').map((row) => row.trim())
  const results: RowResult[] = []
  const others: readonly (readonly [string, () => Promise<RowResult>])[] = [
    ['sound', () => benchSound(report)],
    ['lesson', () => benchIrregular('lesson')],
    ['varied', () => benchIrregular('varied')],
    ['selftest', benchSelf],
    ['sockets', () => benchSockets(report)],
    ['beside', () => benchBeside(report)],
  ]
  const rows = [...CASES.map((one) => [one.row, () => benchCase(one, report)] as const), ...others]
  const unknown = wanted?.filter((row) => !rows.some(([name]) => name === row)) ?? []
  if (unknown.length > 0)
    throw new Error(`no row ${unknown.join(', ')}; there are ${rows.map(([name]) => name).join(', ')}`)
  if (isReportOnly()) console.log('  report only: a busy machine is not noticed, nothing is refused')
  const browser = await launchBrowser()
  const chromium = browser.version()
  await browser.close()
  for (const [name, measure] of rows) {
    if (wanted && !wanted.includes(name)) continue
    const result = await measure()
    results.push(result)
    printOutcome(result)
  }
  console.log(`  all of it: ${await writeResults(results, chromium)}`)
  const bad = results.filter(({ outcome }) => outcome !== 'passed')
  if (bad.length > 0 && !isReportOnly())
    throw new Error(bad.map(({ what, outcome }) => `${what}: ${outcome}`).join(', '))
}

function printOutcome({ what, outcome, faults }: RowResult): void {
  console.log(`  ${what}: ${outcome}`)
  for (const fault of faults.slice(0, PRINTED)) console.log(`    ${fault}`)
  if (faults.length > PRINTED) console.log(`    and ${faults.length - PRINTED} more`)
}

async function benchCase(one: Case, report: Report): Promise<RowResult> {
  const kept = await keepCrowd(one.tiles, RECORDED_S)
  const open = await openJudged(kept, { levels: one.levels })
  try {
    await warmUp(open, one.query)
    const runs: Run[] = []
    const otherCores: (number | undefined)[] = []
    for (let at = 0; at < RUNS; at++) {
      const run = await measureValid(() => runCase(open, one, JUDGED_S))
      if (!run) break
      runs.push(run.value)
      otherCores.push(run.otherCores)
    }
    if (runs.length > 0) printRuns(one, runs, report)
    const faults = [...new Set(runs.flatMap((run) => run.faults))]
    const outcome = runs.length < RUNS ? 'invalid' : faults.length > 0 ? 'failed' : 'passed'
    const { row, what, limits, goals } = one
    return { row, what, outcome, faults, details: { limits, goals, otherCores, runs } }
  } finally {
    await open.close()
  }
}
