/**
 * Pairs of the generated rooms, side by side with audio-offset-finder (PyPI): error over the overlap at every 10 s,
 * refusals, links where there is none, time a pair with decoding. It is installed into a folder of its own when Python
 * is there; it knows no priors, so ours gets none either. Its own advice is to believe a score above 10.
 * LOCKSTEP_BENCH_SECONDS makes the sessions shorter than ten minutes.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { matchSession, openMatcher, type PairMatch } from '../../core/clock/match/index.ts'
import { createMediaWorkers, type MediaWorkers } from '../../core/media/index.ts'
import { generateFixture, type Truth, type TruthRecording } from '../../fixtures/generate.ts'
import { seededRandom } from '../../fixtures/random.ts'
import { openSoundFile } from '../../ingest/align/openSound.ts'
import { trueWallUs } from '../support/clockTruth.ts'
import { sizeRooms } from './align.ts'
import { quantile, type Report } from './report.ts'

const RELATED_PAIRS = 30
const UNRELATED_PAIRS = 10
const BELIEVED_SCORE = 10
const PACKAGE = 'audio-offset-finder==0.5.5'
const STORE_MODULE = new URL('../../core/storage/store.ts', import.meta.url)

interface Pair {
  readonly a: TruthRecording
  readonly b: TruthRecording
  readonly isRelated: boolean
}

/** What a finder says: b − a in media time where a shows `mediaUs`; undefined: it refuses. */
interface Answer {
  readonly offsetUs: ((mediaUs: number) => number) | undefined
  readonly ms: number
}

export async function bench(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-peer-'))
  try {
    const { bucket, truth } = await generateFixture('rooms', { out: folder, options: sizeRooms() })
    const pairs = drawPairs(truth)
    const ours = await answerOurs(pairs, bucket, folder)
    reportAnswers('lockstep', pairs, ours, report)
    const python = await installPeer(folder)
    if (python === undefined) {
      console.log(
        '  audio-offset-finder could not be installed (no python3, pip or network): its rows are left out',
      )
      return
    }
    const theirs = await answerPeer(python, pairs, bucket)
    reportAnswers('audio-offset-finder', pairs, theirs, report)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Related: two microphones of one place. Unrelated: of two sessions. */
function drawPairs(truth: Truth): readonly Pair[] {
  const random = seededRandom('peer pairs')
  const all = truth.sessions.flatMap(({ roomName, recordings }) =>
    recordings.map((recording) => ({ roomName, recording })),
  )
  const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => ({ a, b, order: random() })))
  const take = (count: number, isRelated: boolean, fits: (pair: (typeof pairs)[number]) => boolean): Pair[] =>
    pairs
      .filter(fits)
      .toSorted((p, q) => p.order - q.order)
      .slice(0, count)
      .map(({ a, b }) => ({ a: a.recording, b: b.recording, isRelated }))
  return [
    ...take(
      RELATED_PAIRS,
      true,
      ({ a, b }) =>
        a.recording.place === b.recording.place &&
        a.recording.part === 'room' &&
        b.recording.part === 'room' &&
        overlaps(a.recording, b.recording),
    ),
    ...take(UNRELATED_PAIRS, false, ({ a, b }) => a.roomName !== b.roomName),
  ]
}

const lengthUs = (recording: TruthRecording): number =>
  recording.audio ? (recording.audio.samples / recording.audio.sampleRateHz) * 1e6 : 0

/** At least a minute; recordings whose length is not in the truth are left out. */
function overlaps(a: TruthRecording, b: TruthRecording): boolean {
  return listOverlap(a, b).length > 6
}

/** Media times of `a`, every 10 s, at which `b` runs too, and what b's media time is then minus a's. */
function listOverlap(
  a: TruthRecording,
  b: TruthRecording,
): { readonly mediaUs: number; readonly offsetUs: number }[] {
  const times: { mediaUs: number; offsetUs: number }[] = []
  for (let mediaUs = 5e6; mediaUs < lengthUs(a); mediaUs += 10e6) {
    const there = findMediaUs(b, trueWallUs(a, mediaUs))
    if (there >= 0 && there <= lengthUs(b)) times.push({ mediaUs, offsetUs: there - mediaUs })
  }
  return times
}

/** Media time at a true wall time; halves the span until it is known to 1 µs. */
function findMediaUs(recording: TruthRecording, wallUs: number): number {
  let [low, high] = [-10e6, lengthUs(recording) + 60e6]
  while (high - low > 1) {
    const middle = (low + high) / 2
    if (trueWallUs(recording, middle) < wallUs) low = middle
    else high = middle
  }
  return low
}

async function answerOurs(
  pairs: readonly Pair[],
  bucket: string,
  folder: string,
): Promise<readonly Answer[]> {
  const workers = createMediaWorkers({ storeModule: STORE_MODULE, concurrency: 2 })
  const matcher = await openMatcher()
  const answers: Answer[] = []
  try {
    for (const [n, { a, b }] of pairs.entries()) {
      const begun = performance.now()
      const sounds = await Promise.all(
        [a, b].map((recording, i) => decode(workers, recording, bucket, join(folder, `${n}-${i}.sound`))),
      )
      const tracks = sounds.map((sound, i) => {
        return { recordingId: 'ab'[i]!, sound, priorUs: undefined, priorSigmaUs: 0, holes: [] }
      })
      const [match] = await matchSession(tracks, { matcher })
      for (const sound of sounds) sound.close()
      answers.push({
        offsetUs: match?.accepted ? readOffset(match) : undefined,
        ms: performance.now() - begun,
      })
    }
  } finally {
    await workers.close()
  }
  return answers
}

async function decode(workers: MediaWorkers, recording: TruthRecording, bucket: string, out: string) {
  const uri = pathToFileURL(bucket).href
  const endPtsUs = Math.round(lengthUs(recording)) || 600e6
  const request = { streamIndex: 0, firstPtsUs: 0, endPtsUs, out }
  const { file, problems } = await workers.sound(uri, recording.objectKey, request)
  assert.ok(file, problems[0]?.message)
  return openSoundFile(file)
}

const readOffset =
  (match: PairMatch) =>
  (mediaUs: number): number => {
    const piece = match.pieces.findLast(({ startUs }) => startUs <= mediaUs) ?? match.pieces[0] ?? match
    const sign = match.from === 'a' ? 1 : -1
    return sign * (piece.offsetUs + ((mediaUs - piece.atUs) * match.ratePpm) / 1e6)
  }

const run = promisify(execFile)

/** Returns its Python; undefined where it cannot be had. */
async function installPeer(folder: string): Promise<string | undefined> {
  const venv = join(folder, 'venv')
  try {
    await run('python3', ['-m', 'venv', venv])
    await run(join(venv, 'bin', 'pip'), ['install', '-q', PACKAGE])
    return join(venv, 'bin', 'python')
  } catch {
    return undefined
  }
}

const PROGRAM = `
import sys, time, json, warnings
warnings.filterwarnings('ignore')
from audio_offset_finder.audio_offset_finder import find_offset_between_files
for line in sys.argv[1:]:
    a, b = json.loads(line)
    begun = time.time()
    try:
        found = find_offset_between_files(a, b)
        score = float(found['standard_score'])
        # Silence has a score that is no number, which JSON cannot say.
        print(json.dumps([float(found['time_offset']), score if score == score else 0, time.time() - begun]), flush=True)
    except Exception as error:
        print(json.dumps([None, 0, time.time() - begun]), flush=True)
`

async function answerPeer(
  python: string,
  pairs: readonly Pair[],
  bucket: string,
): Promise<readonly Answer[]> {
  const pathOf = ({ objectKey }: TruthRecording): string => join(bucket, ...objectKey.split('/'))
  const lines = pairs.map(({ a, b }) => JSON.stringify([pathOf(a), pathOf(b)]))
  const { stdout } = await run(python, ['-c', PROGRAM, ...lines], { maxBuffer: 1e7 })
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [seconds, score, took] = JSON.parse(line) as [number | null, number, number]
      // "A positive value indicates that file2 starts after file1": b's media time is then so much less.
      const believed = seconds !== null && score > BELIEVED_SCORE
      return { offsetUs: believed ? () => -seconds * 1e6 : undefined, ms: took * 1000 }
    })
}

/** Over this an answer is wrong rather than inexact. */
const WRONG_MS = 100

function reportAnswers(
  name: string,
  pairs: readonly Pair[],
  answers: readonly Answer[],
  report: Report,
): void {
  const related = pairs.flatMap((pair, i) => (pair.isRelated ? [{ pair, answer: answers[i]! }] : []))
  const errors = related.flatMap(({ pair: { a, b }, answer: { offsetUs } }) =>
    offsetUs
      ? listOverlap(a, b).map((truth) => Math.abs(offsetUs(truth.mediaUs) - truth.offsetUs) / 1000)
      : [],
  )
  const refused = related.filter(({ answer }) => answer.offsetUs === undefined).length
  const links = pairs.filter((pair, i) => !pair.isRelated && answers[i]!.offsetUs !== undefined).length
  const wrong =
    errors.length === 0
      ? Number.NaN
      : (errors.filter((error) => error > WRONG_MS).length / errors.length) * 100
  report({ what: `${name}: median error, ${related.length} pairs`, value: quantile(errors, 0.5), unit: 'ms' })
  report({ what: `${name}: p95 error`, value: quantile(errors, 0.95), unit: 'ms' })
  report({ what: `${name}: moments over ${WRONG_MS} ms off`, value: wrong, unit: '%' })
  report({ what: `${name}: pairs of one room refused`, value: refused, unit: 'pairs' })
  report({
    what: `${name}: unrelated pairs linked, of ${pairs.length - related.length}`,
    value: links,
    unit: 'pairs',
  })
  report({
    what: `${name}: a pair with decoding, median`,
    value: quantile(
      answers.map(({ ms }) => ms),
      0.5,
    ),
    unit: 'ms',
  })
}
