/**
 * What one epoch of a track (one SSRC, one RTP clock) says of clocks: its sender reports, and how long packets took at
 * least, second by second. Media time here is the epoch's own, RTP ticks over the clock's rate.
 */
import type { DelayBin } from '../../../core/clock/envelope.ts'
import type { JournalFrame, JournalReport } from '../journal/records.ts'

export interface EpochReport {
  readonly rtp: number
  readonly senderNs: bigint
  readonly arrivalNs: bigint
}

export interface EpochClock {
  readonly reports: EpochReport[]
  /** A second of packets each: `sentUs` is media time, `leastUs` and `medianUs` arrival − media time. */
  readonly bins: DelayBin[]
}

export interface ClockCollector {
  addFrame(frame: Pick<JournalFrame, 'rtp' | 'arrivalNs' | 'isRecovered'>): void
  addReport(report: Pick<JournalReport, 'rtp' | 'senderNs' | 'arrivalNs'>): void
  end(): EpochClock
}

const BIN_US = 1_000_000
const MOST_IN_BIN = 60

export const ticksToUs = (ticks: number, clockRateHz: number): number => (ticks * 1e6) / clockRateHz
export const nsToUs = (ns: bigint): number => Number(ns / 1000n) + Number(ns % 1000n) / 1000

export function createClockCollector(clockRateHz: number): ClockCollector {
  const reports: EpochReport[] = []
  const bins: DelayBin[] = []
  let binUs = -Infinity
  let bin: { sentUs: number; delayUs: number }[] = []
  const endBin = (): void => {
    if (bin.length === 0) return
    const sorted = bin.toSorted((a, b) => a.delayUs - b.delayUs)
    const [least] = sorted
    bins.push({
      sentUs: least!.sentUs,
      leastUs: least!.delayUs,
      medianUs: sorted[sorted.length >> 1]!.delayUs,
    })
    bin = []
  }
  return {
    addFrame({ rtp, arrivalNs, isRecovered }) {
      // What came in a later packet has no arrival of its own.
      if (isRecovered) return
      const sentUs = ticksToUs(rtp, clockRateHz)
      if (sentUs - binUs >= BIN_US) {
        endBin()
        binUs = sentUs
      }
      if (bin.length < MOST_IN_BIN) bin.push({ sentUs, delayUs: nsToUs(arrivalNs) - sentUs })
    },
    addReport({ rtp, senderNs, arrivalNs }) {
      const last = reports.at(-1)
      // The server sends the sender's last report again where it has no newer one.
      if (last && (last.senderNs === senderNs || last.rtp === rtp)) return
      reports.push({ rtp, senderNs, arrivalNs })
    },
    end() {
      endBin()
      return { reports, bins }
    },
  }
}
