import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMissingPackets } from '../../../capture/room/nack.ts'

describe('missing packets', () => {
  it('asks for what was skipped, again and again with growing pauses, at most six times', () => {
    const missing = createMissingPackets(0)
    for (const n of [10, 11, 14]) missing.arrived(n, 0)
    expect(missing.takeDue(10)).toEqual([])
    expect(missing.takeDue(20)).toEqual([12, 13])
    missing.arrived(12, 25)
    let asked = 1
    for (let now = 30; now < 3000; now += 10) asked += missing.takeDue(now).length
    expect(asked).toBe(6)
    expect(missing.size).toBe(0)
  })

  it('asks for what may have come before the first, while LiveKit may have it', () => {
    const missing = createMissingPackets()
    for (const n of [2, 1]) missing.arrived(n, 0)
    expect(missing.takeDue(20)).toEqual(Array.from({ length: 15 }, (_, at) => (0x10000 - at) & 0xffff))
    missing.arrived(2, 3000)
    missing.takeDue(3000)
    expect(missing.size).toBe(0)
  })

  it('does not ask for what only came late', () => {
    const missing = createMissingPackets(0)
    for (const n of [1, 3, 2]) missing.arrived(n, 0)
    expect(missing.takeDue(20)).toEqual([])
  })

  it('asks for exactly what is lost, across the wrap of the sequence', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.array(fc.boolean(), { minLength: 2, maxLength: 200 }), (first, lost) => {
        const missing = createMissingPackets(0)
        const sent = [false, ...lost, false].map((gone, i) => ({ gone, n: (first + i) & 0xffff }))
        for (const { gone, n } of sent) if (!gone) missing.arrived(n, 0)
        expect(missing.takeDue(50)).toEqual(sent.filter(({ gone }) => gone).map(({ n }) => n))
      }),
    )
  })

  it('takes a far jump for another stream', () => {
    const missing = createMissingPackets(0)
    for (const n of [1, 30_000, 30_002]) missing.arrived(n, 0)
    expect(missing.takeDue(50)).toEqual([30_001])
  })
})
