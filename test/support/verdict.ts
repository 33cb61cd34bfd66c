/** What the judge says in the end: every reason for which a stretch of playing was not in lockstep; none: it was. */
import type { Contradiction } from './judge.ts'
import type { Judgement } from './judgeRun.ts'

export interface VerdictLimits {
  /** Of |frames off|, 95th percentile. */
  readonly p95: number
  /** Least share of tile readings within one frame. */
  readonly withinOne: number
  /**
   * How many frames a picture may be from what the log says; absent: none. An element shows itself, and says only
   * afterwards, to a refresh of the display, which frame it showed since when.
   */
  readonly logSlack?: number
}

/** One bad tile among many hides in every share: each is held to these alone. */
const WORST_LANE = 0.9
const LONGEST_OFF_MS = 300
/** The share of pictures on which one tile may be wrong. */
const WRONG_SHOTS = 0.34
const CLOCK_SLACK = 0.02

export function findFaults(judgement: Judgement, limits: VerdictLimits): string[] {
  const { log, pixels, screenshots, clockRate } = judgement
  const faults: string[] = []
  const require = (isMet: boolean, text: string): void => void (isMet || faults.push(text))
  for (const [name, reading] of Object.entries({ log, pixels })) {
    require(reading.samples > 0, `${name}: nothing was read`)
    for (const { laneId, withinOne, longestOffMs } of reading.offLanes) {
      require(withinOne >= WORST_LANE, `${name}: ${laneId} within one frame for ${percent(withinOne)}`)
      require(longestOffMs <= LONGEST_OFF_MS, `${name}: ${laneId} off for ${Math.round(longestOffMs)} ms`)
    }
  }
  require(screenshots.samples > 0, 'screenshots: nothing was read')
  for (const { laneId, withinOne } of screenshots.offLanes)
    require(1 - withinOne <= WRONG_SHOTS, `screenshots: ${laneId} off on ${percent(1 - withinOne)}`)
  for (const [name, reading] of Object.entries({ log, pixels, screenshots }))
    require(reading.withinOne >= limits.withinOne, `${name}: ${percent(reading.withinOne)} within one frame`)
  require(log.p95 <= limits.p95, `log: 95th percentile ${log.p95} frames`)
  for (const [name, { contradictions, compared }] of Object.entries({ pixels, screenshots })) {
    const wrong = contradictions.filter(
      ({ said = Infinity, seen = -Infinity }) => Math.abs(said - seen) > (limits.logSlack ?? 0),
    )
    for (const { laneId, said, seen } of firstOfEach(wrong))
      faults.push(`${name}: ${laneId} shows ${seen ?? 'no name'}, the log says ${said ?? 'nothing'}`)
    require(wrong.length === 0, `${name}: ${wrong.length} of ${compared} contradict the log`)
  }
  require(Math.abs(clockRate - 1) <= CLOCK_SLACK, `the session's clock ran at ${clockRate.toFixed(3)}`)
  return faults
}

const firstOfEach = (list: readonly Contradiction[]): readonly Contradiction[] =>
  list.filter((one, at) => list.findIndex(({ laneId }) => laneId === one.laneId) === at)

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`
