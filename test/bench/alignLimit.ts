/**
 * A class of 40 microphones for an hour (40 track-hours), aligned by the command as a person would: wall time, the same
 * against nothing but decoding the same files in two processes, and the memory of all its processes together.
 * LOCKSTEP_BENCH_TRACKS and LOCKSTEP_BENCH_SECONDS make it smaller.
 */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openCatalog } from '../../core/catalog/catalog.ts'
import { generateFixture, type Truth } from '../../fixtures/generate.ts'
import { ingest } from '../../ingest/pipeline.ts'
import { judgeClocks } from '../support/clockTruth.ts'
import { measureTreeMemory } from '../support/treeMemory.ts'
import { quantile, type Report } from './report.ts'

const TRACKS = Number(process.env['LOCKSTEP_BENCH_TRACKS'] ?? 40)
const SECONDS = Number(process.env['LOCKSTEP_BENCH_SECONDS'] ?? 3600)
const CORES = 2
/** The limits for 40 track-hours; less is given its share. */
const LIMIT_S = (180 * TRACKS * SECONDS) / (40 * 3600)
const LIMIT_RATIO = 2
const LIMIT_MB = 1024

const main = join(import.meta.dirname, '../../cli/main.ts')

export async function bench(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-limit-'))
  try {
    const options = { tracks: TRACKS, seconds: SECONDS }
    const { bucket, truth } = await generateFixture('rooms-class', { out: folder, options })
    const path = join(folder, 'catalog.duckdb')
    const catalog = await openCatalog(path, { create: true })
    await ingest({ catalog, uri: bucket })
    await catalog.close()
    const files = truth.sessions.flatMap(({ recordings }) =>
      recordings.map(({ objectKey }) => join(bucket, ...objectKey.split('/'))),
    )
    const plainS = await measurePlainDecode(files)
    const { seconds, peakMb } = await measureAlign(path)
    const what = `align ${TRACKS} tracks of ${(SECONDS / 60).toFixed(0)} min`
    report({ what, value: seconds, unit: 's', baseline: { name: 'the limit', value: LIMIT_S } })
    report({
      what: `${what}, limit ${LIMIT_RATIO} ×`,
      value: seconds,
      unit: 's',
      baseline: { name: 'plain decode', value: plainS },
    })
    const ffmpegS = await measureFfmpeg(files)
    if (ffmpegS !== undefined)
      report({
        what: 'plain decode, two processes',
        value: plainS,
        unit: 's',
        baseline: { name: 'ffmpeg', value: ffmpegS },
      })
    report({
      what: 'memory of all processes, peak',
      value: peakMb,
      unit: 'MB',
      baseline: { name: 'the limit', value: LIMIT_MB },
    })
    const again = await measureAlign(path)
    report({
      what: 'the same command again',
      value: again.seconds,
      unit: 's',
      baseline: { name: 'the first', value: seconds },
    })
    await reportErrors(path, truth, report)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureAlign(catalog: string): Promise<{ seconds: number; peakMb: number }> {
  const begun = performance.now()
  const child = spawn(process.execPath, [main, 'align', '--all', '--catalog', catalog, '--json'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const memory = measureTreeMemory(child.pid!)
  const code = await new Promise((resolve) => child.on('exit', resolve))
  const peakMb = memory.stop()
  assert.equal(code, 0, 'lockstep align succeeds')
  return { seconds: (performance.now() - begun) / 1000, peakMb }
}

/** Every second file in each process, as large blocks at 8 kHz, and nothing done with them. */
async function measurePlainDecode(files: readonly string[]): Promise<number> {
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: CORES }, (_, core) => {
      const share = files.filter((_, i) => i % CORES === core)
      return run(process.execPath, [join(import.meta.dirname, 'plainDecode.ts'), ...share])
    }),
  )
  return (performance.now() - begun) / 1000
}

async function measureFfmpeg(files: readonly string[]): Promise<number | undefined> {
  const begun = performance.now()
  const queue = files.values()
  const work = async (): Promise<void> => {
    for (const file of queue) {
      const to = ['-threads', '1', '-i', file, '-ac', '1', '-ar', '8000', '-f', 'null', '-']
      await run('ffmpeg', ['-v', 'error', '-nostdin', ...to])
    }
  }
  try {
    await Promise.all(Array.from({ length: CORES }, work))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return (performance.now() - begun) / 1000
}

const run = promisify(execFile)

async function reportErrors(path: string, truth: Truth, report: Report): Promise<void> {
  const catalog = await openCatalog(path)
  try {
    const a = (await judgeClocks(catalog, truth)).filter(({ grade }) => grade === 'A')
    const errors = a.flatMap(({ errorsUs }) => errorsUs.map((error) => Math.abs(error) / 1000))
    const baseline = { name: 'the limit', value: 20 }
    report({
      what: `grade A p95 error, ${a.length} recordings`,
      value: quantile(errors, 0.95),
      unit: 'ms',
      baseline,
    })
  } finally {
    await catalog.close()
  }
}
