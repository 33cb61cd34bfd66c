/**
 * What alignment makes of generated clocks, against truth.json at every 10 s of every track: a session a condition, and
 * a class of twelve for 20 minutes with all of them mixed. Every row stands beside its limit. LOCKSTEP_BENCH_SECONDS
 * makes the sessions shorter or longer.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalog, type Catalog } from '../../core/catalog/catalog.ts'
import { generateFixture, type FixtureOptions, type Truth } from '../../fixtures/generate.ts'
import { ingest } from '../../ingest/pipeline.ts'
import { judgeClocks, judgeSteps, readLinks, type JudgedRecording } from '../support/clockTruth.ts'
import { quantile, type Report } from './report.ts'
import { countUnrelatedLinks } from './unrelated.ts'

const RANDOM_PAIRS = 1_000
/** Sound is looked at in this many places of an overlap. */
const WINDOWS = 60

export async function bench(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-align-'))
  try {
    const judged: JudgedRecording[] = []
    const sources: readonly (readonly [string, FixtureOptions])[] = [
      ['rooms', sizeRooms()],
      ['rooms-class', sizeRooms()],
    ]
    for (const [name, options] of sources) {
      await withAligned(join(folder, name), name, options, async (catalog, truth) => {
        const recordings = await judgeClocks(catalog, truth)
        judged.push(...recordings)
        for (const room of truth.sessions) reportRoom(room.roomName, recordings, report)
        await reportLinks(catalog, truth, report)
        if (name === 'rooms') {
          const { pairs, linked, ms } = await countUnrelatedLinks(catalog, truth, RANDOM_PAIRS)
          report({
            what: `links in ${pairs} random pairs of unrelated rooms (limit 0)`,
            value: linked,
            unit: 'links',
          })
          report({ what: 'a pair compared, on one core', value: ms / pairs, unit: 'ms' })
        }
      })
    }
    reportGrades('all', judged, report)
    reportSteps(judged, report)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** How long the sessions are, where somebody says; else as long as the fixture makes them. */
export function sizeRooms(): FixtureOptions {
  const seconds = process.env['LOCKSTEP_BENCH_SECONDS']
  return seconds === undefined ? {} : { seconds: Number(seconds) }
}

/** Generates, ingests and aligns a bucket. */
export async function withAligned(
  folder: string,
  name: string,
  options: FixtureOptions,
  judge: (catalog: Catalog, truth: Truth) => Promise<void>,
): Promise<void> {
  const { bucket, truth } = await generateFixture(name, { out: folder, options })
  const catalog = await openCatalog(join(folder, 'catalog.duckdb'), { create: true })
  try {
    await ingest({ catalog, uri: bucket, align: true })
    await judge(catalog, truth)
  } finally {
    await catalog.close()
  }
}

const ms = (us: number): number => us / 1000
const absolute = (recordings: readonly JudgedRecording[]): number[] =>
  recordings.flatMap(({ errorsUs }) => errorsUs.map((error) => ms(Math.abs(error))))

function reportRoom(name: string, all: readonly JudgedRecording[], report: Report): void {
  const here = all.filter(({ roomName }) => roomName === name)
  const count = (grade: string): number => here.filter((recording) => recording.grade === grade).length
  const errors = absolute(here.filter(({ grade }) => grade === 'A'))
  const counts = `${name}: ${count('A')} A, ${count('B')} B, ${count('C')} C`
  if (errors.length > 0)
    report({ what: `${counts}; A, p95 error`, value: quantile(errors, 0.95), unit: 'ms' })
  for (const grade of ['B', 'C']) {
    const others = absolute(here.filter((recording) => recording.grade === grade))
    if (others.length > 0) {
      report({ what: `${counts}; ${grade}, p95 error`, value: quantile(others, 0.95), unit: 'ms' })
    }
  }
}

const limit = (value: number): { name: string; value: number } => ({ name: 'the limit', value })

/** The limits are those that the step must reach. */
function reportGrades(name: string, judged: readonly JudgedRecording[], report: Report): void {
  const a = judged.filter(({ grade }) => grade === 'A')
  const errors = absolute(a)
  const honest = a.flatMap(({ errorsUs, sigmaUs }) => errorsUs.map((error) => Math.abs(error) <= 2 * sigmaUs))
  const rates = a.filter(({ isDriftKnown }) => isDriftKnown).map(({ ratePpmError }) => Math.abs(ratePpmError))
  const sigmas = a.map(({ sigmaUs }) => ms(sigmaUs))
  report({ what: `${name}, grade A: recordings`, value: a.length, unit: 'of ' + judged.length })
  report({
    what: `${name}, grade A: median error`,
    value: quantile(errors, 0.5),
    unit: 'ms',
    baseline: limit(8),
  })
  report({
    what: `${name}, grade A: p95 error`,
    value: quantile(errors, 0.95),
    unit: 'ms',
    baseline: limit(20),
  })
  report({ what: `${name}, grade A: largest error`, value: Math.max(...errors), unit: 'ms' })
  report({
    what: `${name}, grade A: median rate error`,
    value: quantile(rates, 0.5),
    unit: 'ppm',
    baseline: limit(1),
  })
  report({
    what: `${name}, grade A: p95 rate error`,
    value: quantile(rates, 0.95),
    unit: 'ppm',
    baseline: limit(1),
  })
  report({
    what: `${name}, grade A: within 2 σ (at least)`,
    value: (honest.filter(Boolean).length / honest.length) * 100,
    unit: '%',
    baseline: limit(95),
  })
  report({
    what: `${name}, grade A: median σ`,
    value: quantile(sigmas, 0.5),
    unit: 'ms',
    baseline: limit(15),
  })
  const b = absolute(judged.filter(({ grade, component }) => grade === 'B' && component !== null))
  if (b.length > 0)
    report({
      what: `${name}, grade B by sound: p95 error`,
      value: quantile(b, 0.95),
      unit: 'ms',
      baseline: limit(40),
    })
}

/** A stall of less than this may go unseen. */
const LEAST_STALL_US = 100_000

function reportSteps(judged: readonly JudgedRecording[], report: Report): void {
  const linked = judged.filter(({ component }) => component !== null)
  const all = linked.map((recording) => judgeSteps(recording, recording.lengthUs / WINDOWS + 8e6))
  const found = all.flatMap((steps) => steps.found).filter(({ byUs }) => byUs >= LEAST_STALL_US)
  const missed = all.flatMap((steps) => steps.missed).filter(({ byUs }) => byUs >= LEAST_STALL_US)
  const total = found.length + missed.length
  const clean = linked.filter(({ truth }) => !truth.steps)
  const hours = clean.reduce((sum, { lengthUs }) => sum + lengthUs, 0) / 3600e6
  report({
    what: `stalls of 100 ms and more found, of ${total}`,
    value: found.length,
    unit: 'stalls',
    baseline: { name: 'all', value: total },
  })
  if (found.length > 0) {
    const size = Math.max(...found.map(({ sizeErrorUs }) => ms(Math.abs(sizeErrorUs))))
    const place = Math.max(...found.map(({ placeErrorUs }) => Math.abs(placeErrorUs) / 1e6))
    report({
      what: 'their size, largest error',
      value: size,
      unit: 'ms',
      baseline: { name: 'the limit', value: 20 },
    })
    report({ what: 'their place, largest error', value: place, unit: 's' })
  }
  const invented = all.reduce((sum, steps) => sum + steps.invented.length, 0)
  const inClean = clean.reduce((sum, { steps }) => sum + steps.length, 0)
  report({
    what: `stalls invented in ${hours.toFixed(1)} h of clean sound (limit 0)`,
    value: inClean,
    unit: 'stalls',
  })
  report({ what: 'steps that no stall explains, all recordings', value: invented, unit: 'steps' })
}

async function reportLinks(catalog: Catalog, truth: Truth, report: Report): Promise<void> {
  const links = await readLinks(catalog, truth)
  for (const { roomName } of truth.sessions) {
    const apart = links.filter((link) => link.roomName === roomName && link.from.place !== link.to.place)
    const wrong = apart.filter(({ accepted }) => accepted)
    if (apart.length === 0) continue
    const what = `${roomName}: links between places, of ${apart.length} pairs (limit 0)`
    report({ what, value: wrong.length, unit: 'links' })
  }
}
