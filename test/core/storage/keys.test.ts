import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareKeys, isPlainKey } from '../../../core/storage/keys.ts'

const key = fc.string({ unit: 'grapheme', maxLength: 12 })
const awkward = fc.array(
  fc.constantFrom('a', 'z', '/', '\uFFFD', '\uE000', '\u{10000}', '\u{1F600}', 'é', ' ', '+'),
)

it('orders keys as their UTF-8 bytes', () => {
  const anyKey = fc.oneof(
    key,
    awkward.map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(anyKey, anyKey, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
    { numRuns: 2000 },
  )
})

it('takes for plain only what stays below a folder', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('..', '.', 'a', '', 'b c', '...'), { minLength: 1 }), (segments) => {
      const plain = segments.every((segment) => !['', '.', '..'].includes(segment))
      expect(isPlainKey(segments.join('/'))).toBe(plain)
    }),
  )
})
