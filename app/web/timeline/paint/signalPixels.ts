/**
 * A signal as pixels: a band from least to greatest and a line through the means, smooth in height. Each column of
 * pixels is worked out first and written once: a line of a thousand points costs a canvas more than all else on a row.
 */
export interface SignalLook {
  /** Red, green, blue in the low three bytes, red lowest. */
  readonly rgb: number
  /** Opacities 0…1. */
  readonly band: number
  readonly line: number
  /** Device pixels. */
  readonly thickness: number
}

/** What is drawn of a signal, a column a device pixel; heights are device pixels from the top. */
export interface SignalColumns {
  /**
   * Adds the next bucket in order of time: it reaches from `from` to `to`, its greatest, least and mean lie at `top`,
   * `bottom` and `mean`; `joined`: a line leads here from the one before.
   */
  add(from: number, to: number, top: number, bottom: number, mean: number, joined: boolean): void
  /** Writes into a cleared block of RGBA pixels as wide as the columns are many. */
  write(pixels: Uint32Array, look: SignalLook): void
}

/** Where points are further apart than so many line's widths, on the average, each is a dot; else those alone. */
const APART = 10
/** Of a dot, in line's widths. */
const RADIUS = 1.2

export function createSignalColumns(width: number): SignalColumns {
  const band = {
    top: new Float32Array(width).fill(Infinity),
    bottom: new Float32Array(width).fill(-Infinity),
  }
  const line = {
    top: new Float32Array(width).fill(Infinity),
    bottom: new Float32Array(width).fill(-Infinity),
  }
  const dots: { readonly x: number; readonly y: number; isAlone: boolean }[] = []
  let count = 0
  let [lastX, lastMean] = [NaN, NaN]

  function reach({ top, bottom }: typeof band, column: number, from: number, to: number): void {
    if (from < top[column]!) top[column] = from
    if (to > bottom[column]!) bottom[column] = to
  }

  function join(x: number, mean: number): void {
    const slope = (mean - lastMean) / Math.max(1e-6, x - lastX)
    const end = Math.min(width - 1, Math.floor(x))
    for (let column = Math.max(0, Math.floor(lastX)); column <= end; column++) {
      const a = lastMean + slope * (Math.max(lastX, column) - lastX)
      const b = lastMean + slope * (Math.min(x, column + 1) - lastX)
      reach(line, column, Math.min(a, b), Math.max(a, b))
    }
  }

  return {
    add(from, to, top, bottom, mean, joined) {
      const x = (from + to) / 2
      if (bottom - top >= 1) {
        const end = Math.min(width, Math.max(Math.floor(from) + 1, Math.floor(to)))
        for (let column = Math.max(0, Math.floor(from)); column < end; column++)
          reach(band, column, top, bottom)
      }
      const isLed = joined && count > 0
      if (isLed) {
        join(x, mean)
        const last = dots.at(-1)
        if (last?.x === lastX) last.isAlone = false
      }
      // More of them are not drawn one by one but where they stand alone.
      if (!isLed || count * APART < width) dots.push({ x, y: mean, isAlone: !isLed })
      count++
      lastX = x
      lastMean = mean
    },
    write(pixels, { rgb, band: bandAlpha, line: lineAlpha, thickness }) {
      const height = pixels.length / width
      const isSparse = count * APART * thickness < width
      for (let column = 0; column < width; column++) {
        cover(column, band.top[column]!, band.bottom[column]!, bandAlpha)
        cover(column, line.top[column]! - thickness / 2, line.bottom[column]! + thickness / 2, lineAlpha)
      }
      const radius = RADIUS * thickness
      for (const { x, y, isAlone } of dots) {
        if (!isSparse && !isAlone) continue
        for (let column = Math.round(x - radius); column < Math.round(x + radius); column++)
          if (column >= 0 && column < width) cover(column, y - radius, y + radius, lineAlpha)
      }

      /** Each pixel by the share of it that is covered. */
      function cover(column: number, top: number, bottom: number, alpha: number): void {
        const end = Math.min(height, Math.ceil(bottom))
        for (let y = Math.max(0, Math.floor(top)); y < end; y++) {
          const share = Math.min(bottom, y + 1) - Math.max(top, y)
          const at = y * width + column
          const opacity = Math.max(pixels[at]! >>> 24, Math.round(share * alpha * 255))
          pixels[at] = ((opacity << 24) | rgb) >>> 0
        }
      }
    },
  }
}
