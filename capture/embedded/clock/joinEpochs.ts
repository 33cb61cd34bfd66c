/**
 * One media time for epochs whose RTP clocks have nothing to do with each other (a new SSRC after the recorder came
 * back, a sender that set its clock): each is moved so that the sender's own clock, as its reports tell it, goes on
 * without a break; where one side has no reports, so that arrivals do. Media time 0 is the first frame.
 */
import { findMedian } from '../../../core/clock/median.ts'
import { fitRobustLine } from '../../../core/clock/robustLine.ts'
import { nsToUs, ticksToUs, type EpochClock } from './collect.ts'

export interface JoinableEpoch extends EpochClock {
  readonly record: { readonly clockRateHz: number }
  readonly firstFrame: { readonly rtp: number; readonly arrivalNs: bigint } | undefined
}

export interface JoinedEpoch {
  /** Media time = (rtp − originRtp) / rate; exact, a whole count of ticks. */
  readonly originRtp: number
  readonly by: 'first_frame' | 'sender_reports' | 'arrivals'
  /** One standard deviation of the step from the epoch before, µs; 0 for the first. */
  readonly sigmaUs: number
}

const NEAR = 60
/** Two arrivals' delays differ by about this much where only they are known. */
const ARRIVAL_SIGMA_US = 20_000

/** One entry for each epoch; undefined for one that has no frame. */
export function joinEpochs(epochs: readonly JoinableEpoch[]): (JoinedEpoch | undefined)[] {
  const joined: (JoinedEpoch | undefined)[] = []
  const before: { epoch: JoinableEpoch; originRtp: number }[] = []
  for (const epoch of epochs) {
    if (!epoch.firstFrame) {
      joined.push(undefined)
      continue
    }
    const one = before.length === 0 ? startAt(epoch.firstFrame.rtp) : continueFrom(before, epoch)
    joined.push(one)
    before.push({ epoch, originRtp: one.originRtp })
  }
  return joined
}

const startAt = (originRtp: number): JoinedEpoch => ({ originRtp, by: 'first_frame', sigmaUs: 0 })

function continueFrom(
  before: readonly { epoch: JoinableEpoch; originRtp: number }[],
  epoch: JoinableEpoch,
): JoinedEpoch {
  const rate = epoch.record.clockRateHz
  const toOrigin = (startUs: number): number => Math.round((-startUs * rate) / 1e6)
  const told = before.findLast((one) => one.epoch.reports.length > 0)
  if (told && epoch.reports.length > 0) {
    const next = epoch.reports.slice(0, NEAR).map(({ rtp, senderNs }) => ({
      atUs: nsToUs(senderNs),
      ownUs: ticksToUs(rtp, rate),
    }))
    const { levelUs, sigmaUs } = extrapolate(told, next[0]!.atUs)
    return {
      originRtp: toOrigin(
        levelUs(next[0]!.atUs) - findMedian(next.map(({ atUs, ownUs }) => ownUs - (atUs - next[0]!.atUs))),
      ),
      by: 'sender_reports',
      sigmaUs,
    }
  }
  const last = before.at(-1)!
  const lastRate = last.epoch.record.clockRateHz
  const lastLeast = Math.min(...last.epoch.bins.slice(-NEAR).map(({ leastUs }) => leastUs))
  const nextLeast = Math.min(...epoch.bins.slice(0, NEAR).map(({ leastUs }) => leastUs))
  const zeroUs = lastLeast + ticksToUs(last.originRtp, lastRate)
  // Arrival − own time, less the wall time of media time 0, is where the epoch's own time 0 lies.
  return { originRtp: toOrigin(nextLeast - zeroUs), by: 'arrivals', sigmaUs: ARRIVAL_SIGMA_US }
}

/** Media time by the sender's clock, from the last reports of an epoch. */
function extrapolate(
  { epoch, originRtp }: { epoch: JoinableEpoch; originRtp: number },
  towardsUs: number,
): { levelUs: (senderUs: number) => number; sigmaUs: number } {
  const rate = epoch.record.clockRateHz
  const reports = epoch.reports.slice(-4 * NEAR)
  const baseUs = nsToUs(reports.at(-1)!.senderNs)
  const line = fitRobustLine(
    reports.map(({ rtp, senderNs }) => {
      const x = nsToUs(senderNs) - baseUs
      return { x, y: ticksToUs(rtp - originRtp, rate) - x, group: 0 }
    }),
  )
  const level = line.levels[0]!
  const far = towardsUs - baseUs - level.x
  return {
    levelUs: (senderUs) => {
      const x = senderUs - baseUs
      return level.y + line.slope * (x - level.x) + x
    },
    sigmaUs: Math.hypot(level.sigma, (line.slopeSigma ?? 50e-6) * far),
  }
}
