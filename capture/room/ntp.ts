/** NTP timestamps (RFC 5905 §6) of RTCP: 32 bits of seconds since 1900, 32 of fraction. */
const SECONDS_1900_TO_1970 = 2_208_988_800n

/** To ns since 1970, rounded; the era that began in 1900, which ends in 2036. */
export const ntpToNs = (ntp: bigint): bigint =>
  ((ntp >> 32n) - SECONDS_1900_TO_1970) * 1_000_000_000n +
  (((ntp & 0xffff_ffffn) * 1_000_000_000n + (1n << 31n)) >> 32n)
