/**
 * A signal as pixels: a band from least to greatest a bucket and a line through the means, smooth in height. Written
 * to memory, as a line of a thousand points costs a canvas more than all else on a row.
 */
export interface PixelPoint {
  /** Device pixels from the left; the band reaches from `from` to `to`, the line goes through their middle. */
  readonly from: number
  readonly to: number
  /** Device pixels from the top: of the greatest, the least, the mean. */
  readonly top: number
  readonly bottom: number
  readonly mean: number
  /** Whether a line leads here from the point before. */
  readonly joined: boolean
}

export interface SignalLook {
  /** Red, green, blue in the low three bytes, red lowest. */
  readonly rgb: number
  /** Opacities 0…1. */
  readonly band: number
  readonly line: number
  /** Device pixels. */
  readonly thickness: number
}

/** Where points are further apart than so many line's widths, on the average, each is a dot; else those alone. */
const APART = 10

/** Writes points in order of time into a cleared block of RGBA pixels, `width` wide. */
export function writeSignal(
  pixels: Uint32Array,
  width: number,
  points: readonly PixelPoint[],
  look: SignalLook,
): void {
  const height = pixels.length / width
  const { rgb, thickness } = look

  /** Covers a column from one height to another, each pixel by its share. */
  const cover = (x: number, top: number, bottom: number, alpha: number): void => {
    if (x < 0 || x >= width) return
    const first = Math.max(0, Math.floor(top))
    const end = Math.min(height, Math.ceil(bottom))
    for (let y = first; y < end; y++) {
      const share = Math.min(bottom, y + 1) - Math.max(top, y)
      const at = y * width + x
      const opacity = Math.max(pixels[at]! >>> 24, Math.round(share * alpha * 255))
      pixels[at] = ((opacity << 24) | rgb) >>> 0
    }
  }

  for (const { from, to, top, bottom } of points) {
    if (bottom - top < 1) continue
    const end = Math.max(Math.floor(from) + 1, Math.floor(to))
    for (let x = Math.max(0, Math.floor(from)); x < Math.min(width, end); x++)
      cover(x, top, bottom, look.band)
  }
  const isSparse = points.length * APART * thickness < width
  points.forEach((point, k) => {
    const x = (point.from + point.to) / 2
    const before = points[k - 1]
    const leftX = before ? (before.from + before.to) / 2 : x
    if (point.joined && before) {
      const slope = (point.mean - before.mean) / Math.max(1e-6, x - leftX)
      const lastX = Math.min(width - 1, Math.floor(x))
      for (let column = Math.max(0, Math.floor(leftX)); column <= lastX; column++) {
        const a = before.mean + slope * (Math.max(leftX, column) - leftX)
        const b = before.mean + slope * (Math.min(x, column + 1) - leftX)
        cover(column, Math.min(a, b) - thickness / 2, Math.max(a, b) + thickness / 2, look.line)
      }
    }
    if (!isSparse && (point.joined || points[k + 1]?.joined)) return
    const radius = thickness * 1.2
    for (let column = Math.round(x - radius); column < Math.round(x + radius); column++)
      cover(column, point.mean - radius, point.mean + radius, look.line)
  })
}
