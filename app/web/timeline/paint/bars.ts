/**
 * A waveform's bars as pixels: a thousand rectangles a row cost a canvas more than all else on it, a block of memory
 * does not. The bars' heights are wavesurfer's; they stand on whole device pixels, so that panning never blurs them.
 */
import { calculateBarHeights } from 'wavesurfer.js/dist/renderer-utils.js'
import type { WaveBars } from '../pyramid.ts'

/** Device pixels from bar to bar, and of a bar. */
export interface BarGrid {
  readonly pitch: number
  readonly bar: number
}

export const findBarGrid = (pixelRatio: number): BarGrid => {
  const pitch = Math.max(3, Math.round(2 * pixelRatio))
  return { pitch, bar: pitch - Math.max(1, Math.round(pixelRatio / 2)) }
}

export interface BarLook {
  readonly grid: BarGrid
  /** Full scale is this many times the height. */
  readonly gain: number
  /** Red, green, blue in the low three bytes, red lowest. */
  readonly rgb: number
  /** Opacities, 0…1: of the peaks, of the loudness within them, of the line where it is quiet. */
  readonly alpha: { readonly peak: number; readonly rms: number; readonly line: number }
}

const RMS_GAIN = 2.4

const toPixel = (rgb: number, alpha: number): number => ((Math.round(alpha * 255) << 24) | rgb) >>> 0

/**
 * Writes bars into a cleared block of RGBA pixels, `width` wide. Bars no higher than the middle line are left to that
 * line: most of a microphone's day is silence. The inner bars are rms drawn larger, as speech's is about a fifth of
 * its peak, and never beyond the outer ones.
 */
export function writeBars(
  pixels: Uint32Array,
  width: number,
  { top, bottom, rms }: WaveBars,
  { grid, gain, rgb, alpha }: BarLook,
): void {
  const height = pixels.length / width
  const halfHeight = height / 2
  const middle = Math.floor(halfHeight)
  const [peak, inner] = [toPixel(rgb, alpha.peak), toPixel(rgb, alpha.rms)]
  pixels.fill(toPixel(rgb, alpha.line), middle * width, (middle + 1) * width)
  for (let k = 0; k < top.length; k++) {
    const left = k * grid.pitch
    const right = Math.min(width, left + grid.bar)
    const outer = calculateBarHeights({ maxTop: top[k]!, maxBottom: -bottom[k]!, halfHeight, vScale: gain })
    if (outer.totalHeight <= 1) continue
    const from = Math.max(0, Math.round(halfHeight - outer.topHeight))
    const to = Math.min(height, from + outer.totalHeight)
    const loud = Math.round(rms[k]! * RMS_GAIN * halfHeight * gain)
    const loudFrom = Math.max(from, middle - loud)
    const loudTo = Math.min(to, middle + loud)
    for (let y = from; y < to; y++) {
      const value = y >= loudFrom && y < loudTo ? inner : peak
      for (let at = y * width + left; at < y * width + right; at++) pixels[at] = value
    }
  }
}
