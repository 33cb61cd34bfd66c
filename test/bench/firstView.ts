/**
 * The first useful paint of the list and of a session of 50 tracks, from the end of the API's answer, and the
 * JavaScript it takes; the goals (1 s, 350 kB gzipped) are the baselines.
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBucket } from '../e2e/support/openBucket.ts'
import { measureFirstView, type FirstView } from '../support/firstView.ts'
import { mustLockstep } from '../support/program.ts'
import { quantile, type Bench } from './report.ts'

const RUNS = 5
const TRACKS = 50
const GOAL_MS = 1000
const GOAL_KB = 350

export const bench: Bench = async (report) => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-first-view-'))
  const size = ['--sessions', '1', '--tracks', String(TRACKS), '--seconds', '20']
  await mustLockstep(['fixtures', 'big', ...size, '--out', folder])
  const bucket = await openBucket([join(folder, 'bucket')])
  try {
    assert.equal(bucket.session.lanes.length, TRACKS)
    const id = encodeURIComponent(bucket.session.sessionId)
    const views = [
      ['list of sessions', bucket.url, '[role=row] [role=cell], tbody tr', '/api/sessions'],
      ['session of 50 tracks', `${bucket.url}/s/${id}`, '[data-testid=lanes] canvas', `/api/sessions/${id}`],
    ] as const
    for (const [name, url, useful, answer] of views) {
      const runs = []
      for (let run = 0; run < RUNS; run++)
        runs.push(await measureFirstView(bucket.browser, url, { useful, answer }))
      const paint = runs.map(({ paintMs }) => paintMs)
      report({
        what: `${name}: first useful paint after the answer, median of ${RUNS}`,
        value: quantile(paint, 0.5),
        unit: 'ms',
        baseline: { name: 'the goal', value: GOAL_MS },
      })
      for (const [until, of] of [
        ['the first useful paint', ({ scriptBytes }: FirstView) => scriptBytes],
        ['all is loaded', ({ idleScriptBytes }: FirstView) => idleScriptBytes],
      ] as const)
        report({
          what: `${name}: JavaScript until ${until}, gzipped`,
          value: Math.max(...runs.map(of)) / 1000,
          unit: 'kB',
          baseline: { name: 'the goal', value: GOAL_KB },
        })
    }
  } finally {
    await bucket.close()
    await rm(folder, { recursive: true, force: true })
  }
}
