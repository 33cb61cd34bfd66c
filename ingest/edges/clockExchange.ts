/**
 * A device's clock from exchanges with the recorder's (RFC 5905 §8: offset ((t2 − t1) + (t3 − t4)) / 2). Of each few
 * the quickest are believed (§10, the clock filter), since an offset is wrong by half the round trip at most and by
 * that only where one way took all of it. The line through them is the drift. σ: that half as a uniform error.
 */
import { fitReadings } from '../../core/clock/readings.ts'
import { findMedian } from '../../core/clock/median.ts'
import type { CheapMeasurer } from '../align/measurer.ts'
import { createDeviceEdge, listNews, type DeviceEdgeOf } from './deviceEdge.ts'
import { chooseDevice } from './devices.ts'
import { toMeasuredOffset } from './fittedOffset.ts'
import type { MeasuredEdge, MeasuredOffset } from './measured.ts'
import { readDevices, type Exchange } from './readDevices.ts'

const VERSION = 1
/** Stages of the clock filter, and how many times it is to be filled before it is that long. */
const FILTER = 8
const LEAST_POINTS = 5
/** Clocks of browsers tick in steps of 0.1 ms or more, and a page's turn comes when it comes. */
const LEAST_SIGMA_US = 300
/** Round trips that differ by less are alike, µs. */
const SLACK_US = 500
const SQRT_12 = Math.sqrt(12)

export const clockExchange: CheapMeasurer = {
  kind: 'clock_exchange',
  version: VERSION,
  isCheap: true,
  measure: async (context) => {
    const { sessionId, known } = context
    const { exchanges, devicesOf, etag } = await readDevices(context)
    const edges = [...devicesOf].flatMap(([identity, devices]) => {
      const own = exchanges.filter((exchange) => exchange.identity === identity)
      const byDevice = Map.groupBy(own, (exchange) => chooseDevice(devices, exchange))
      return devices.flatMap((device) => {
        const group = byDevice.get(device) ?? []
        return group.length === 0 ? [] : [toEdge(group, { device, sessionId, etag }, identity)]
      })
    })
    return listNews(edges, known, etag)
  },
}

function toEdge(exchanges: readonly Exchange[], of: DeviceEdgeOf, identity: string): MeasuredEdge {
  const found = fitExchanges(exchanges)
  const trips = exchanges.map(({ roundTripUs }) => roundTripUs)
  return createDeviceEdge(of, {
    kind: 'clock_exchange',
    methodVersion: VERSION,
    author: 'clock exchange with the page',
    evidence: {
      identity,
      exchanges: exchanges.length,
      leastRoundTripUs: Math.round(Math.min(...trips)),
      medianRoundTripUs: Math.round(findMedian(trips)),
    },
    found,
    refusal: undefined,
  })
}

/** Offset, drift and σ from at least one exchange, in the order of time. */
export function fitExchanges(exchanges: readonly Exchange[]): MeasuredOffset {
  const width = Math.max(1, Math.min(FILTER, Math.floor(exchanges.length / LEAST_POINTS)))
  const quickest: Exchange[] = []
  for (let at = 0; at < exchanges.length; at += width) {
    const here = exchanges.slice(at, at + width)
    quickest.push(here.reduce((a, b) => (b.roundTripUs < a.roundTripUs ? b : a)))
  }
  const trips = quickest.map(({ roundTripUs }) => roundTripUs)
  const usualUs = findMedian(trips)
  // All that were about as quick: more of them make a better line.
  const limitUs = 2 * usualUs - Math.min(...trips) + SLACK_US
  const points = exchanges
    .filter(({ roundTripUs }) => roundTripUs <= limitUs)
    .map(({ deviceUs, offsetUs }) => ({ atUs: deviceUs, offsetUs }))
    .toSorted((a, b) => a.atUs - b.atUs)
  const unseenUs = Math.max(LEAST_SIGMA_US, usualUs / SQRT_12)
  const fit = fitReadings(points, Infinity)
  if (fit) return toMeasuredOffset(fit, unseenUs)
  const best = quickest.reduce((a, b) => (b.roundTripUs < a.roundTripUs ? b : a))
  return {
    atUs: Math.round(best.deviceUs),
    offsetUs: Math.round(best.offsetUs),
    sigmaUs: Math.round(Math.max(LEAST_SIGMA_US, best.roundTripUs / SQRT_12)),
    ratePpm: undefined,
    rateSigmaPpm: undefined,
    agreement: undefined,
    pieces: [],
  }
}
