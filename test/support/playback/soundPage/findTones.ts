/** Where tones lie in samples: the lag at which they are most like the tone that was recorded. */
import { SAMPLE_RATE } from './renderSound.ts'

const PITCH_HZ = 440
const TONE_S = 0.2
/** Searched to either side, samples: what lies further off is less like it. */
const NEAR = 48
const FAR = 240

export interface FoundTone {
  /** Samples, with parts of them, after where it should begin. */
  readonly lag: number
  /** 1: all of it, as it was recorded; a tone of which half is missing has 0.7. */
  readonly likeness: number
}

/**
 * `at`: samples, with parts. What leaves a lane at a rate is that many times as high, and as short; what leaves the page
 * has its pitch again, and is searched more widely.
 */
export function findTone(samples: Float32Array, at: number, rate: number, isStretched = false): FoundTone {
  const pitch = isStretched ? PITCH_HZ : PITCH_HZ * rate
  const reach = isStretched ? FAR : NEAR
  const length = Math.floor((TONE_S / rate) * SAMPLE_RATE)
  const first = Math.floor(at)
  const tone = Float32Array.from({ length }, (_, n) =>
    Math.sin((2 * Math.PI * pitch * (n - (at - first))) / SAMPLE_RATE),
  )
  const likenessAt = (lag: number): number => {
    let [product, power, own] = [0, 0, 0]
    for (let n = 0; n < length; n++) {
      const x = samples[first + lag + n] ?? 0
      product += x * tone[n]!
      power += x * x
      own += tone[n]! * tone[n]!
    }
    return product / Math.sqrt(Math.max(power * own, 1e-12))
  }
  const all = Array.from({ length: 2 * reach + 1 }, (_, n) => likenessAt(n - reach))
  const best = all.reduce((top, value, n) => (value > all[top]! ? n : top), 0)
  const [left, top, right] = [all[best - 1] ?? 0, all[best]!, all[best + 1] ?? 0]
  return { lag: best - reach + (left - right) / (2 * (left - 2 * top + right)), likeness: top }
}
