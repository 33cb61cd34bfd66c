/**
 * The command line: argv → one lazily loaded command; the one catch; the exit code.
 *
 * A command is one file `cli/commands/<name>.ts` that exports `command(effects: Effects): Command`, a commander
 * command with its options, `--help` text and examples (`addHelpText('after', examples([…]))` of terminal.ts) and an
 * async action. It writes results to `effects.stdout`, reports through `openReporter` (terminal.ts), opens the catalog
 * through `catalogOption`/`resolveCatalog` (catalogPath.ts), passes `effects.signal` to long work, and throws:
 * UserError → exit 1, usage (commander, `InvalidArgumentError`) → 2, an aborted signal → 130. `setExitCode(3)` is
 * for `--strict` with findings.
 */
import { Command, CommanderError } from 'commander'
import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Effects } from './effects.ts'
import { reportError, reportUsage } from './errors.ts'
import { listenForInterrupt } from './interrupt.ts'

interface CommandModule {
  command(effects: Effects): Command
}

interface Entry {
  readonly summary: string
  readonly load: () => Promise<CommandModule>
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  demo: {
    summary: 'make a demo bucket, ingest it and open the workbench',
    load: () => import('./commands/demo.ts'),
  },
  ingest: { summary: 'index a bucket or folder into a catalog', load: () => import('./commands/ingest.ts') },
  sessions: { summary: 'list the recorded sessions', load: () => import('./commands/sessions.ts') },
  show: {
    summary: 'show one session: lanes, placement ±σ, gaps, findings',
    load: () => import('./commands/show.ts'),
  },
  align: { summary: 'align sessions by their sound', load: () => import('./commands/align.ts') },
  proxies: {
    summary: 'make small copies of a session’s videos ahead, for many tiles at once',
    load: () => import('./commands/proxies.ts'),
  },
  certify: {
    summary: 'state how well a session is aligned, for a paper’s appendix',
    load: () => import('./commands/certify.ts'),
  },
  nudge: { summary: 'correct the place of a track by hand', load: () => import('./commands/nudge.ts') },
  clocks: {
    summary: 'list the evidence of a session’s clocks, mute some, mark an event in two recordings',
    load: () => import('./commands/clocks.ts'),
  },
  markers: {
    summary: 'list what people marked in a session, or write it to a file',
    load: () => import('./commands/markers.ts'),
  },
  withhold: {
    summary: 'keep a person of a session from being shown and exported',
    load: () => import('./commands/withhold.ts'),
  },
  serve: { summary: 'serve the workbench to a browser', load: () => import('./commands/serve.ts') },
  capture: {
    summary: 'run LiveKit rooms and record them: join pages, live wall, API',
    load: () => import('./commands/capture.ts'),
  },
  export: { summary: 'cut a segment out: clips, logs, manifest', load: () => import('./commands/export.ts') },
  query: { summary: 'ask the catalog in SQL', load: () => import('./commands/query.ts') },
  stream: {
    summary: 'stream a camera, a microphone or a file into a LiveKit room, without a browser',
    load: () => import('./commands/stream.ts'),
  },
  fixtures: { summary: 'generate a bucket with known truth', load: () => import('./commands/fixtures.ts') },
  doctor: {
    summary: 'check Node, codecs, browser, disk and catalog',
    load: () => import('./commands/doctor.ts'),
  },
}

/** Runs one command line (`argv` without node and script) and returns its exit code; never throws. */
export async function runCli(argv: readonly string[], effects: Effects): Promise<number> {
  let exitCode = 0
  const inner: Effects = { ...effects, setExitCode: (code) => void (exitCode = code) }
  try {
    const program = await buildProgram(argv, inner)
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    const json = argv.includes('--json')
    if (!(error instanceof CommanderError)) return reportError(error, { json, effects })
    if (error.exitCode === 0) return 0
    if (json) reportUsage(error.message, effects)
    return 2
  }
}

async function buildProgram(argv: readonly string[], effects: Effects): Promise<Command> {
  const program = new Command('lockstep')
    // What stands behind a subcommand's name is its own, though the command has options of the same names.
    .enablePositionalOptions()
    .description('Index a LiveKit bucket, play its sessions in lockstep, export segments.')
    .version(effects.version)
    .showHelpAfterError('(add --help for the options and examples)')
    .configureOutput({
      writeOut: (text) => void effects.stdout.write(text),
      // Under --json the one catch says it instead.
      writeErr: (text) => void (argv.includes('--json') || effects.stderr.write(text)),
    })
    .exitOverride()
  const wanted = argv.find((word) => !word.startsWith('-'))
  const asked = wanted === 'help' ? argv[argv.indexOf('help') + 1] : wanted
  for (const [name, entry] of Object.entries(COMMANDS)) {
    const command = name === asked ? (await entry.load()).command(effects) : new Command(name)
    program.addCommand(inherit(command.description(entry.summary), program))
  }
  return program
}

function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent)
  for (const child of command.commands) inherit(child, command)
  return command
}

/** Finds package.json above this file: the checkout's from cli/, the package's from dist/cli/. */
export function readVersion(from: string = dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const text = readFileIfAny(join(folder, 'package.json'))
    if (text === undefined) continue
    const parsed: { name?: string; version?: string } = JSON.parse(text)
    if (parsed.name === 'lockstep' && parsed.version) return parsed.version
  }
  return '0.0.0'
}

function readFileIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Runs the process's own command line; called by `cli/lockstep.mjs` and when Node runs this file. */
export async function main(): Promise<void> {
  const { signal, stop } = listenForInterrupt()
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader such as `head` has enough: that is not an error.
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  process.exitCode = await runCli(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    signal,
    version: readVersion(),
    setExitCode: () => undefined,
  })
  stop()
}

// argv names the file as it was asked for, which may lead through a link.
if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) await main()
