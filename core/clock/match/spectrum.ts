/** What of a sound is compared: the band that speech and small microphones share, with its spectrum flattened. */
import type { Fft } from './fft.ts'
import { SOUND_RATE_HZ, type Sound } from './sound.ts'

const LOW_HZ = 200
const HIGH_HZ = 3400
/** PHAT-β (Donohue et al. 2007): each side's share of |G|^−0.8. Full whitening (1) trusts empty bands too much. */
const WHITENING = 0.8
const TAPER_SAMPLES = SOUND_RATE_HZ
const US_PER_SAMPLE = 1e6 / SOUND_RATE_HZ

/**
 * `count` samples from media time `firstUs` on, `1 + ratePpm` of the sound's own samples apart, so that clocks of
 * different speed give the same sound (Catmull-Rom between samples).
 */
export function readResampled(sound: Sound, firstUs: number, count: number, ratePpm: number): Float32Array {
  const start = (firstUs - sound.firstUs) / US_PER_SAMPLE
  const step = 1 + ratePpm / 1e6
  const whole = Math.round(start)
  if (ratePpm === 0 && Math.abs(start - whole) < 1e-3) return sound.read(whole, count)
  const base = Math.floor(start) - 1
  const raw = sound.read(base, Math.ceil(count * step) + 4)
  const out = new Float32Array(count)
  for (let at = 0; at < count; at++) {
    const place = start - base + at * step
    const left = Math.floor(place)
    const f = place - left
    const a = raw[left - 1]!
    const b = raw[left]!
    const c = raw[left + 1]!
    const d = raw[left + 2]!
    out[at] = b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)))
  }
  return out
}

/**
 * Fades both ends (Tukey's window), or a steady tone's side lobes, lifted by the whitening, would match in any two
 * windows cut alike. Changes the samples.
 */
export function taper(samples: Float32Array): void {
  const length = Math.min(TAPER_SAMPLES, samples.length >> 2)
  for (let at = 0; at < length; at++) {
    const gain = 0.5 - 0.5 * Math.cos((Math.PI * at) / length)
    samples[at]! *= gain
    samples[samples.length - 1 - at]! *= gain
  }
}

/** Transforms samples and takes off what lies outside the band. */
export function transformBand(fft: Fft, samples: Float32Array, spectrum: Float32Array): void {
  fft.forward(samples, spectrum)
  spectrum.fill(0, 0, 2 * Math.ceil((LOW_HZ / SOUND_RATE_HZ) * fft.size))
  spectrum.fill(0, 2 * Math.floor((HIGH_HZ / SOUND_RATE_HZ) * fft.size) + 2)
}

/** Flattens a spectrum: each bin's magnitude is raised to 1 − power. */
export function flatten(spectrum: Float32Array, flat: Float32Array, power = WHITENING): void {
  for (let at = 0; at < spectrum.length; at += 2) {
    const re = spectrum[at]!
    const im = spectrum[at + 1]!
    const gain = re === 0 && im === 0 ? 0 : Math.pow(re * re + im * im + 1e-18, -power / 2)
    flat[at] = re * gain
    flat[at + 1] = im * gain
  }
}
