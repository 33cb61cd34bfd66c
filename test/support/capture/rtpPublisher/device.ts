/**
 * A person's device and its two clocks, which are wrong as told: the one by which media are taken (cameras and sound
 * cards count by a quartz of their own) and the one it calls the time (NTP's, which sender reports and the exchange of
 * clocks speak of). True time is ns since 1970 by the clock of the test.
 */
export interface DeviceOptions {
  /** Of the media clock against true time; above 0 it runs fast. */
  readonly skewPpm?: number
  /** The device's time less the true one, when the device starts. */
  readonly clockOffsetMs?: number
  /** How much faster than true time the device's time runs. */
  readonly clockDriftPpm?: number
}

export interface Device {
  /** When its media clock said 0. */
  readonly epochNs: bigint
  /** Media time at an instant, s. */
  mediaSecondsAt(trueNs: bigint): number
  /** The instant of a media time. */
  trueNsOf(mediaSeconds: number): bigint
  /** What the device calls the time. */
  ownNsAt(trueNs: bigint): bigint
}

export function createDevice(epochNs: bigint, options: DeviceOptions): Device {
  const { skewPpm = 0, clockOffsetMs = 0, clockDriftPpm = 0 } = options
  const rate = 1 + skewPpm / 1e6
  const offsetNs = BigInt(Math.round(clockOffsetMs * 1e6))
  return {
    epochNs,
    mediaSecondsAt: (trueNs) => (Number(trueNs - epochNs) / 1e9) * rate,
    trueNsOf: (mediaSeconds) => epochNs + BigInt(Math.round((mediaSeconds / rate) * 1e9)),
    ownNsAt: (trueNs) =>
      trueNs + offsetNs + BigInt(Math.round((Number(trueNs - epochNs) * clockDriftPpm) / 1e6)),
  }
}
