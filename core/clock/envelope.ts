/**
 * A sender's clock from one-way delays: arrival − sending time is the clocks' offset + a delay that is never below
 * the network's least. The least values of windows lie on a line whose slope is the drift (Paxson, "On calibrating
 * measurements of packet transit times", 1998; Moon, Skelly & Towsley, "Estimation and removal of clock skew", 1999,
 * put a line under all points instead, which one wrong time stamp moves). A jump that stays is a clock that was
 * set; a rise that comes back is a network that was busy. The least delay itself cannot be seen from one side: it
 * biases the offset, is guessed from the delays' spread, and is counted into σ.
 */
import { findJumps, type Jump } from './jumps.ts'
import { findMedian } from './median.ts'
import { fitRobustLine, type LinePoint } from './robustLine.ts'

/** Some messages of one moment. */
export interface DelayBin {
  /** When the fastest of them was sent, on the sender's clock, µs. */
  readonly sentUs: number
  /** Arrival − sending of the fastest and of the median one, µs. */
  readonly leastUs: number
  readonly medianUs: number
}

/** A span between two settings of the sender's clock, on that clock; offset = arrival's clock − sender's at atUs. */
export interface EnvelopePiece {
  readonly startUs: number
  readonly endUs: number
  readonly atUs: number
  readonly offsetUs: number
  readonly sigmaUs: number
}

export interface Envelope {
  /** In the order of arrival; a clock that was set back shows some times twice. */
  readonly pieces: readonly EnvelopePiece[]
  /** How much faster the arrival's clock runs than the sender's; undefined where it cannot be told. */
  readonly ratePpm: number | undefined
  readonly rateSigmaPpm: number | undefined
  /** The guess of the least delay that has been taken off the offsets, µs: they are at most this much larger. */
  readonly leastDelayUs: number
  /** Median delay beyond the least, µs. */
  readonly spreadUs: number
  /** Scatter of the windows' least delays about the line, µs. */
  readonly scatterUs: number
}

const LEAST_STEP_US = 250_000
/** A rise shorter than this many bins that comes back is the network's. */
const LONGEST_RISE = 60
/** One-way delays to a server are 1 to 75 ms where nothing else is known: this ± itself. */
const USUAL_DELAY_US = 25_000
const WINDOWS = 40
const BINS_A_WINDOW = 4

/**
 * Fits bins in the order of arrival; undefined for fewer than three. `usualDelayUs`: the least delay where the delays'
 * spread says no more.
 */
export function fitEnvelope(
  bins: readonly DelayBin[],
  usualDelayUs: number = USUAL_DELAY_US,
): Envelope | undefined {
  if (bins.length < 3) return undefined
  const { spans, busy } = findSpans(bins.map(({ leastUs }) => leastUs))
  const windows = spans.flatMap(([start, end], group) => {
    const size = Math.max(1, Math.min(BINS_A_WINDOW, Math.floor((end - start) / 5)))
    const width = Math.max(size, Math.ceil((end - start) / WINDOWS))
    return findWindows(bins, { start, end, width, group, busy })
  })
  const baseUs = windows[0]!.x
  const line = fitRobustLine(windows.map((point) => ({ ...point, x: point.x - baseUs })))
  const spreadUs = findMedian(bins.map(({ medianUs, leastUs }) => medianUs - leastUs)) + line.scatter
  const leastDelayUs = Math.max(usualDelayUs, spreadUs)
  return {
    pieces: spans.map(([start, end], at) => ({
      startUs: bins[start]!.sentUs,
      endUs: bins[end - 1]!.sentUs,
      atUs: line.levels[at]!.x + baseUs,
      offsetUs: line.levels[at]!.y - leastDelayUs,
      sigmaUs: Math.hypot(leastDelayUs, line.levels[at]!.sigma),
    })),
    ratePpm: line.slopeSigma === undefined ? undefined : line.slope * 1e6,
    rateSigmaPpm: line.slopeSigma === undefined ? undefined : Math.max(0.1, line.slopeSigma * 1e6),
    leastDelayUs,
    spreadUs,
    scatterUs: line.scatter,
  }
}

function findWindows(
  bins: readonly DelayBin[],
  of: { start: number; end: number; width: number; group: number; busy: ReadonlySet<number> },
): LinePoint[] {
  const points: LinePoint[] = []
  for (let from = of.start; from < of.end; from += of.width) {
    const here = bins.slice(from, Math.min(of.end, from + of.width))
    const quiet = here.filter((_, at) => !of.busy.has(from + at))
    const [first, ...others] = quiet.length > 0 || points.length > 0 ? quiet : here
    if (!first) continue
    const least = others.reduce((a, b) => (b.leastUs < a.leastUs ? b : a), first)
    points.push({ x: least.sentUs, y: least.leastUs, group: of.group })
  }
  return points
}

/** Index spans between steps, and the bins in which only the network was slow. */
function findSpans(values: readonly number[]): { spans: [number, number][]; busy: ReadonlySet<number> } {
  const steps = findJumps(values, LEAST_STEP_US)
  const busy = new Set<number>()
  const kept: Jump[] = []
  for (let k = 0; k < steps.length; k++) {
    const [rise, fall] = [steps[k]!, steps[k + 1]]
    const comesBack =
      fall !== undefined &&
      rise.by > 0 &&
      fall.at - rise.at <= LONGEST_RISE &&
      Math.abs(rise.by + fall.by) < Math.max(LEAST_STEP_US / 2, rise.by / 5)
    if (!comesBack) {
      kept.push(rise)
      continue
    }
    for (let at = rise.at; at < fall.at; at++) busy.add(at)
    k++
  }
  const starts = [0, ...kept.map(({ at }) => at)]
  return { spans: starts.map((start, k) => [start, starts[k + 1] ?? values.length]), busy }
}
