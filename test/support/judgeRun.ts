/** One judged stretch of playing: the page is followed by three readings at once. */
import type { Page } from 'playwright-core'
import type { PlaybackTrace } from '../../app/web/playback/player.types.ts'
import { ROW_SHARE } from '../../fixtures/cells.ts'
import { judgeLog, judgePixels, sessionTimeAt, type JudgedLane } from './judge.ts'
import { passTime, readNow, readTiles, readTrace, takeScreenshot, type TilePixels } from './judgePage.ts'
import { summarise, type FrameReading } from './judgeReading.ts'
import { judgeSamples, startSampling, takeSamples, type SampleReading } from './judgeSamples.ts'
import { judgeScreenshots, type Screenshot, type ScreenReading } from './judgeScreens.ts'

export interface Judgement {
  readonly log: FrameReading
  readonly pixels: SampleReading
  readonly screenshots: ScreenReading
  /** Session time that passed in the judged stretch, against the time that passed; 1 at rate 1. */
  readonly clockRate: number
  /** Ticks of the player a second. */
  readonly tickHz: number
}

export interface JudgeOptions {
  /** Of undisturbed playing, for the log and the pixels. */
  readonly seconds?: number
  readonly screenshots?: number
  /** Between two screenshots, ms: taking one stalls the page, which is given so long to be itself again. */
  readonly restMs?: number
  /** Does more around the undisturbed stretch: what it costs is measured so. */
  readonly around?: (stretch: () => Promise<number>) => Promise<number>
  /** What is made of the trace before it is judged: for judging the judge. */
  readonly spoil?: (trace: PlaybackTrace) => PlaybackTrace
}

/** Judges a page that plays (its address says `judge=1`); it goes on playing. */
export async function judgePlayback(
  page: Page,
  lanes: readonly JudgedLane[],
  options: JudgeOptions = {},
): Promise<Judgement> {
  const { seconds = 8, screenshots = 8, restMs = 600, around = (stretch) => stretch() } = options
  const { spoil = (trace: PlaybackTrace): PlaybackTrace => trace } = options
  const hasOwnNames = lanes.some(({ readName }) => readName !== undefined)
  await startSampling(page, lanes[0]?.rowShare ?? ROW_SHARE)
  const from = await readNow(page)
  const to = await around(() => passTime(page, seconds * 1000))
  const samples = await takeSamples(page)
  const shots: Screenshot[] = []
  const captures: TilePixels[][] = []
  for (let taken = 0; taken < screenshots; taken++) {
    shots.push(await takeScreenshot(page))
    // Names that are not cells need the whole picture.
    if (hasOwnNames) captures.push(await readTiles(page))
    await passTime(page, restMs)
  }
  const trace = spoil(await readTrace(page, from - 2000))
  return {
    log: judgeLog(trace, lanes, from, to),
    pixels: hasOwnNames ? judgeCaptures(captures, lanes) : judgeSamples(samples, lanes, trace),
    screenshots: await judgeScreenshots(shots, lanes, { trace }),
    clockRate: (sessionTimeAt(trace.clock, to) - sessionTimeAt(trace.clock, from)) / 1000 / (to - from),
    tickHz: trace.ticks.filter((p) => p >= from && p < to).length / ((to - from) / 1000),
  }
}

/** Against the log alone. */
function judgeCaptures(captures: readonly TilePixels[][], lanes: readonly JudgedLane[]): SampleReading {
  const { samples, wrong } = judgePixels(captures, lanes)
  return { ...summarise([], 0), compared: samples, contradictions: wrong }
}
