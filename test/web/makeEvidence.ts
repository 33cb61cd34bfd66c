/** What a match of two sounds rests on, by hand, as the server says it. */
import type { EdgeEvidence } from '../../core/protocol/clock.ts'

const wobble = (index: number): number => Math.sin(index * 12.9898 + Math.sin(index) * 4) * 0.5

/** How loud the one who speaks is: words with pauses. */
const burst = (index: number): number =>
  0.03 +
  Math.max(0, Math.sin(index / 40)) ** 0.7 *
    (0.35 + 0.6 * Math.abs(Math.sin(index * 3.1) * Math.sin(index * 0.7)))

const wave = (shift: number) => ({
  max: Array.from({ length: 600 }, (_, index) => burst(index + shift)),
  min: Array.from({ length: 600 }, (_, index) => -burst(index + shift) * 0.9),
})

/** What a match rests on: sixty windows, six of which do not agree, a sharp peak, two sounds. */
export function makeEvidence(edgeId: string): EdgeEvidence {
  const windows = Array.from({ length: 60 }, (_, index) => {
    const fromMediaUs = 12e6 + index * 24e6
    const agrees = index % 10 !== 7
    return {
      fromMediaUs,
      residualUs: wobble(index) * (agrees ? 12_000 : 700_000),
      ratio: agrees ? 1.6 : 1.02,
      agrees,
    }
  })
  return {
    edgeId,
    kind: 'audio_match',
    windows,
    correlation: {
      fromMediaUs: 760e6,
      firstLagUs: -3e6,
      lagStepUs: 10_000,
      values: Array.from({ length: 601 }, (_, index) =>
        index === 300 ? 1 : Math.abs(index - 300) < 3 ? 0.5 : 0.08 + 0.05 * wobble(index),
      ),
      peakLagUs: 0,
      ratio: 1.84,
    },
    waves: { fromMediaUs: 760e6, toMediaUs: 758.796e6, spanUs: 8e6, from: wave(0), to: wave(1) },
  }
}
