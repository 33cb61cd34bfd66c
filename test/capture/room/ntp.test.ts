import { expect, it } from 'vitest'
import { ntpToNs } from '../../../capture/room/ntp.ts'

it('reads NTP timestamps to the nanosecond', () => {
  expect(ntpToNs(2_208_988_800n << 32n)).toBe(0n)
  expect(ntpToNs((4_003_988_800n << 32n) | 0x8000_0000n)).toBe(1_795_000_000_500_000_000n)
})
