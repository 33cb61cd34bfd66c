/** What a session's journals and sidecars say of its people's devices. */
import { hashParts } from '../ids.ts'
import type { CheapContext } from '../align/measurer.ts'
import { findDevices, type Comparison, type Device } from './devices.ts'
import { readSidecars, type Sidecar } from './sidecars.ts'

/** An exchange on its own two clocks. */
export interface Exchange extends Comparison {
  readonly identity: string
  /** Middle of the exchange by the device's clock, µs. */
  readonly deviceUs: number
  readonly roundTripUs: number
}

export interface SessionDevices {
  readonly sidecars: readonly Sidecar[]
  readonly exchanges: readonly Exchange[]
  readonly devicesOf: ReadonlyMap<string, readonly Device[]>
  /** Changes with every journal and sidecar that was read. */
  readonly etag: string
}

/** Reports of one device are this far apart in their delay at most, or it is another device, µs. */
const ARRIVAL_WITHIN_US = 125_000
/** An exchange that took longer says nothing; one that took less than nothing was cut by a clock's grain. */
const LONGEST_ROUND_TRIP_US = 5_000_000
const GRAIN_US = 1_000

export async function readDevices(
  context: Pick<CheapContext, 'catalog' | 'sessionId' | 'recordings'>,
): Promise<SessionDevices> {
  const sidecars = await readSidecars(context)
  const { exchanges, etags } = await readExchanges(context)
  const arrivals = sidecars.flatMap(({ recording: { identity }, readings }) =>
    readings.flatMap(({ clock, wallNs, recvNs }) =>
      clock === 'device' && recvNs !== undefined
        ? [
            {
              identity,
              atNs: recvNs,
              offsetUs: Number((recvNs - wallNs) / 1000n),
              withinUs: ARRIVAL_WITHIN_US,
            },
          ]
        : [],
    ),
  )
  const exchanged = Map.groupBy(exchanges, ({ identity }) => identity)
  const arrived = Map.groupBy(arrivals, ({ identity }) => identity)
  const devicesOf = new Map(
    [...new Set([...exchanged.keys(), ...arrived.keys()])].map((identity) => [
      identity,
      findDevices(identity, exchanged.get(identity) ?? arrived.get(identity)!),
    ]),
  )
  return {
    sidecars,
    exchanges,
    devicesOf,
    etag: hashParts([...etags, ...sidecars.map(({ etag }) => etag)]),
  }
}

interface ExchangeRow {
  readonly identity: string
  readonly etag: string
  readonly t1_ns: bigint
  readonly t2_ns: bigint
  readonly t3_ns: bigint
  readonly t4_ns: bigint
}

async function readExchanges({
  catalog,
  sessionId,
}: Pick<CheapContext, 'catalog' | 'sessionId'>): Promise<{ exchanges: Exchange[]; etags: string[] }> {
  const rows = await catalog.all<ExchangeRow>(
    `SELECT x.identity, o.etag, x.t1_ns, x.t2_ns, x.t3_ns, x.t4_ns
     FROM clock_exchanges x
     JOIN log_streams l USING (source_id, object_key)
     JOIN objects o USING (source_id, object_key)
     WHERE l.session_id = ? ORDER BY x.t2_ns, x.identity, x.t1_ns`,
    [sessionId],
  )
  const exchanges = rows.flatMap((row): Exchange[] => {
    const { identity, t1_ns: t1, t2_ns: t2, t3_ns: t3, t4_ns: t4 } = row
    const roundTripUs = Number(t4 - t1 - (t3 - t2)) / 1000
    if (roundTripUs < -GRAIN_US || roundTripUs > LONGEST_ROUND_TRIP_US) return []
    return [
      {
        identity,
        atNs: t2,
        offsetUs: Number(t2 - t1 + (t3 - t4)) / 2000,
        withinUs: Math.max(0, roundTripUs) / 2,
        deviceUs: Number((t1 + t4) / 2n) / 1000,
        roundTripUs: Math.max(0, roundTripUs),
      },
    ]
  })
  return { exchanges, etags: [...new Set(rows.map(({ etag }) => etag))] }
}
