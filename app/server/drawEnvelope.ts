/** A stretch of a sound as lowest and highest value a column, scaled so that its loudest one is 1. */
import { SOUND_RATE_HZ, type Sound } from '../../core/clock/match/sound.ts'

/** Three digits are more than a screen shows. */
const round = (value: number): number => Math.round(value * 1000) / 1000

/** `startUs` is media time; a column between two samples has the nearer one. */
export function drawEnvelope(
  sound: Sound,
  {
    startUs,
    spanUs,
    columns,
  }: { readonly startUs: number; readonly spanUs: number; readonly columns: number },
): { min: number[]; max: number[] } {
  const first = ((startUs - sound.firstUs) * SOUND_RATE_HZ) / 1e6
  const width = (spanUs * SOUND_RATE_HZ) / 1e6 / columns
  const base = Math.round(first)
  const samples = sound.read(base, Math.ceil(width * columns) + 2)
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const scale = peak === 0 ? 0 : 1 / peak
  const min: number[] = []
  const max: number[] = []
  for (let column = 0; column < columns; column++) {
    const from = Math.max(0, Math.round(first - base + column * width))
    const to = Math.max(from + 1, Math.round(first - base + (column + 1) * width))
    const part = samples.subarray(from, to)
    min.push(round(Math.min(...part) * scale))
    max.push(round(Math.max(...part) * scale))
  }
  return { min, max }
}
