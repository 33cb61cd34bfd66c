/**
 * A device's clock from the arrivals of its RTCP sender reports at the recorder: arrival − the report's NTP time is
 * the clocks' offset + one way through the network. Its least over time is the drift (`core/clock/envelope.ts`), and
 * bounds the offset (`core/clock/oneSided.ts`). All recordings of one device speak together; where the device exchanged
 * time with the recorder, which sees both ways, arrivals say nothing more.
 */
import { fitEnvelope, type DelayBin } from '../../core/clock/envelope.ts'
import { findMedian } from '../../core/clock/median.ts'
import { chooseOffset } from '../../core/clock/oneSided.ts'
import type { CheapMeasurer } from '../align/measurer.ts'
import { createDeviceEdge, listNews, type DeviceEdgeOf } from './deviceEdge.ts'
import { chooseDevice } from './devices.ts'
import { findLongest, toMeasuredOffset } from './fittedOffset.ts'
import type { MeasuredEdge } from './measured.ts'
import { readDevices } from './readDevices.ts'

const VERSION = 2
const LEAST_REPORTS = 3
const BIN_NS = 5_000_000_000n

interface Report {
  readonly atNs: bigint
  readonly sentUs: number
  readonly offsetUs: number
}

export const reportArrivals: CheapMeasurer = {
  kind: 'report_arrivals',
  version: VERSION,
  isCheap: true,
  measure: async (context) => {
    const { sessionId, known } = context
    const { sidecars, devicesOf, exchanges, etag } = await readDevices(context)
    const exchanged = new Set(exchanges.map(({ identity }) => identity))
    const edges = [...devicesOf].flatMap(([identity, devices]) => {
      if (exchanged.has(identity)) return []
      const reports = sidecars
        .filter(({ recording }) => recording.identity === identity)
        .flatMap(({ readings }) => readings)
        .flatMap(({ clock, wallNs, recvNs }): Report[] =>
          clock === 'device' && recvNs !== undefined
            ? [{ atNs: recvNs, sentUs: Number(wallNs / 1000n), offsetUs: Number((recvNs - wallNs) / 1000n) }]
            : [],
        )
        .toSorted((a, b) => (a.atNs < b.atNs ? -1 : a.atNs > b.atNs ? 1 : a.sentUs - b.sentUs))
      const byDevice = Map.groupBy(reports, (report) => chooseDevice(devices, report))
      return devices.flatMap((device) => {
        const own = byDevice.get(device) ?? []
        return own.length < LEAST_REPORTS ? [] : [toEdge(own, { device, sessionId, etag }, identity)]
      })
    })
    return listNews(edges, known, etag)
  },
}

function toEdge(reports: readonly Report[], of: DeviceEdgeOf, identity: string): MeasuredEdge {
  const bins = toBins(reports)
  const fit = fitEnvelope(bins)
  const pieces = fit?.pieces.map((piece) => {
    const boundUs = piece.offsetUs + fit.leastDelayUs
    return { ...piece, boundUs, ...chooseOffset(boundUs, piece) }
  })
  return createDeviceEdge(of, {
    kind: 'report_arrivals',
    methodVersion: VERSION,
    author: 'arrivals of sender reports',
    evidence: {
      identity,
      reports: reports.length,
      oneSided: true,
      ...(fit && { spreadUs: Math.round(fit.spreadUs) }),
      ...(pieces && { offsetAtMostUs: Math.round(findLongest(pieces).boundUs) }),
      ...(pieces && { isTakenAsRight: pieces.every(({ isRight }) => isRight) }),
    },
    found: fit && pieces && toMeasuredOffset({ ...fit, pieces }),
    refusal: fit ? undefined : `${reports.length} reports within ${bins.length} moments are too few`,
  })
}

/** The fastest and the median report of each 5 s. */
function toBins(reports: readonly Report[]): DelayBin[] {
  const byBin = Map.groupBy(reports, ({ atNs }) => atNs / BIN_NS)
  return [...byBin.values()].map((group) => {
    const least = group.reduce((a, b) => (b.offsetUs < a.offsetUs ? b : a))
    return {
      sentUs: least.sentUs,
      leastUs: least.offsetUs,
      medianUs: findMedian(group.map(({ offsetUs }) => offsetUs)),
    }
  })
}
