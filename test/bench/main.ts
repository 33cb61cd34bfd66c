/** `npm run bench [name…]`: runs the benches one after another and prints each figure as a ratio to its baseline. */
import { argv, exit } from 'node:process'
import type { Bench, BenchRow } from './report.ts'

const BENCHES: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  ingest: () => import('./ingest.ts'),
  placement: () => import('./placement.ts'),
  align: () => import('./align.ts'),
  alignLimit: () => import('./alignLimit.ts'),
  alignPeer: () => import('./alignPeer.ts'),
  alignReal: () => import('./alignReal.ts'),
  server: () => import('./server.ts'),
  lists: () => import('./lists.ts'),
  firstView: () => import('./firstView.ts'),
  panPlaying: () => import('./panPlaying.ts'),
  timeline: () => import('./timeline.ts'),
  timelinePage: () => import('./timelinePage.ts'),
  endurance: () => import('./endurance.ts'),
  probing: () => import('./probing.ts'),
  longSession: () => import('./longSession.ts'),
  renditions: () => import('./renditions.ts'),
  slowBucket: () => import('./slowBucket.ts'),
  drawing: () => import('./drawing.ts'),
  playback: () => import('./playback/playback.ts'),
  sound: () => import('./sound.ts'),
  captureCost: () => import('./captureCost.ts'),
  captureLoss: () => import('./captureLoss.ts'),
  captureWall: () => import('./captureWall.ts'),
  captureDrift: () => import('./captureDrift.ts'),
}

const wanted = argv.slice(2).filter((word) => !word.startsWith('-'))
const unknown = wanted.filter((name) => !BENCHES[name])
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`)
  exit(2)
}

const format = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))

function print({ what, value, unit, baseline }: BenchRow): void {
  const figure = `${format(value)} ${unit}`.padStart(16)
  const ratio = baseline
    ? `  = ${(value / baseline.value).toFixed(2)} × ${baseline.name} (${format(baseline.value)} ${unit})`
    : ''
  console.log(`  ${what.padEnd(56)}${figure}${ratio}`)
}

let failed = 0
for (const [name, load] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(name)
  try {
    const { bench } = await load()
    await bench(print)
  } catch (error) {
    failed += 1
    console.log(`  failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
}
exit(failed === 0 ? 0 : 1)
