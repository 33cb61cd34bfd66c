/** `lockstep fixtures`: buckets whose truth is known, generated from a description. */
import { Command, InvalidArgumentError } from 'commander'
import { resolve } from 'node:path'
import { UserError } from '../../core/model/index.ts'
import { FIXTURES, generateFixture, type FixtureOptions } from '../../fixtures/generate.ts'
import type { Effects } from '../effects.ts'
import { examples, openReporter, type Reporter } from '../terminal.ts'

interface Options {
  readonly out?: string
  readonly verify?: boolean
  readonly list?: boolean
  readonly json?: boolean
  readonly sessions?: number
  readonly tracks?: number
  readonly seconds?: number
  readonly manifestsOnly?: boolean
}

export function command(effects: Effects): Command {
  return new Command('fixtures')
    .argument('[name]', FIXTURES.map((fixture) => fixture.name).join(', '))
    .option('--out <folder>', 'where bucket/ and truth.json go')
    .option('--verify', 'prove that what was generated has the truth it claims')
    .option('--list', 'list the fixtures')
    .option('--sessions <n>', 'big: how many sessions', parseCount)
    .option('--tracks <n>', 'big, rooms-class: how many tracks each', parseCount)
    .option('--seconds <n>', 'big, rooms, rooms-class: how long each', parseCount)
    .option('--manifests-only', 'big: manifests without media')
    .option('--json', 'JSON lines')
    .addHelpText(
      'after',
      examples([
        'lockstep fixtures --list',
        'lockstep fixtures lesson --out /tmp/lesson --verify',
        'lockstep fixtures big --sessions 20 --tracks 12 --out /tmp/big',
      ]),
    )
    .action(async (name: string | undefined, options: Options) => {
      if (options.list || name === undefined) {
        for (const { name, summary } of FIXTURES) effects.stdout.write(`${name.padEnd(10)}${summary}\n`)
        return
      }
      const { out } = options
      if (out === undefined) {
        throw new UserError('fixture_out_missing', 'no folder to generate into', {
          hint: 'add --out <folder>',
        })
      }
      const reporter = openReporter(effects, { json: options.json ?? false })
      await generate(name, { ...options, out: resolve(effects.cwd, out) }, { effects, reporter })
    })
}

async function generate(
  name: string,
  options: Options & { readonly out: string },
  { effects, reporter }: { effects: Effects; reporter: Reporter },
): Promise<void> {
  const made = await generateFixture(name, {
    out: options.out,
    signal: effects.signal,
    onProgress: (progress) => reporter.progress(progress),
    options: pickOptions(options),
  })
  if (options.verify) {
    const { verifyFixture } = await import('../../fixtures/verify.ts')
    const report = await verifyFixture(options.out, {
      signal: effects.signal,
      onProgress: (progress) => reporter.progress(progress),
    })
    reporter.line(
      `verified ${report.recordings} recordings, ${report.frames} frames, ${report.samples} samples`,
    )
  }
  reporter.end()
  const recordings = made.truth.sessions.reduce((sum, session) => sum + session.recordings.length, 0)
  if (options.json) reporter.event({ event: 'done', bucket: made.bucket, truth: made.truthPath, recordings })
  else {
    effects.stdout.write(`${made.bucket}\n`)
    reporter.line(
      `${recordings} recordings${made.wasCached ? ', from the cache' : ''}; truth in ${made.truthPath}`,
    )
  }
}

function pickOptions({ sessions, tracks, seconds, manifestsOnly }: Options): FixtureOptions {
  return {
    ...(sessions === undefined ? {} : { sessions }),
    ...(tracks === undefined ? {} : { tracks }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(manifestsOnly === undefined ? {} : { manifestsOnly }),
  }
}

function parseCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('a whole number of at least 1')
  return count
}
