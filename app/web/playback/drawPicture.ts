/**
 * Draws a picture upright into device pixels, the cheapest way that is exact. Chromium in software turns a whole
 * `VideoFrame` into RGBA at each draw, and what needs more than 512 KiB for that is fetched from the system anew each
 * time (measured: 1.35 ms a 640×360 frame, 0.4 ms in two strips): there a large frame is drawn in strips, if
 * that is found to be quicker.
 */
import type { Picture } from './frameTrack.ts'

/** RGBA of so many pixels stays below 512 KiB. */
const STRIP_PX = 120_000

/** Rows of the source, and the rows of the drawn picture they cover. */
export interface Strip {
  readonly fromY: number
  readonly rows: number
  readonly toY: number
  readonly toRows: number
}

/**
 * Parts a picture of `width` × `height` into strips small enough, drawn over `toHeight` rows. Cuts lie on even rows
 * (chroma is stored for pairs) and where both sides have nearly whole rows, so that no seam can be seen.
 */
export function planStrips(width: number, height: number, toHeight: number): Strip[] {
  const most = Math.max(2, Math.floor(STRIP_PX / width) & ~1)
  const strips: Strip[] = []
  for (let fromY = 0, toY = 0; fromY < height;) {
    const end = cutAfter(fromY, { most, height, toHeight })
    const toEnd = end === height ? toHeight : Math.round((end * toHeight) / height)
    if (toEnd > toY) strips.push({ fromY, rows: end - fromY, toY, toRows: toEnd - toY })
    fromY = end
    toY = toEnd
  }
  return strips
}

interface CutLimits {
  readonly most: number
  readonly height: number
  readonly toHeight: number
}

function cutAfter(fromY: number, { most, height, toHeight }: CutLimits): number {
  if (height - fromY <= most) return height
  let best = fromY + most
  let bestError = 1
  // Not before three quarters of a whole strip: more strips would cost more than a seam is worth.
  for (let end = fromY + most; end > fromY && end >= fromY + most * 0.75; end -= 2) {
    const at = (end * toHeight) / height
    const error = Math.abs(at - Math.round(at))
    if (error < bestError - 0.01) [best, bestError] = [end, error]
  }
  return best
}

/** So many draws one way, then the other; the first of each are not counted, because they pay for the other's memory. */
const TRIED = 60
const COUNTED = 40

/**
 * With a graphics card whole frames take half as long as two strips. In software the first ones, drawn while little else
 * is, may seem as quick as strips, and cost three times as much once all tiles play: a close call goes to strips.
 */
const CLEARLY_QUICKER = 0.7

/** Which way is quicker in this browser, as measured on its first large frames. */
class DrawTrial {
  takesStrips = false
  private readonly times = new Float64Array(COUNTED)
  private readonly medians: number[] = []
  private tried = 0

  note(ms: number): void {
    if (this.medians.length === 2) return
    if (this.tried >= TRIED - COUNTED) this.times[this.tried - TRIED + COUNTED] = ms
    if (++this.tried < TRIED) return
    this.tried = 0
    this.medians.push(this.times.sort()[COUNTED / 2]!)
    const [whole, strips] = this.medians
    this.takesStrips = strips === undefined || whole! > strips * CLEARLY_QUICKER
  }
}

const trial = new DrawTrial()

/** Where a picture is drawn, px of the canvas. */
export interface Spot {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Remembers how one tile is drawn, so that a tick allocates nothing but the strips' own frames. */
export class PictureDrawer {
  readonly context: CanvasRenderingContext2D
  private strips: readonly Strip[] = []
  private stripsOf = ''

  constructor(context: CanvasRenderingContext2D) {
    this.context = context
  }

  /** `spot`: of the upright picture, px; `smooth` false: nearest pixels, at two thirds of the cost. */
  draw({ image, rotation = 0 }: Picture, spot: Spot, smooth: boolean): void {
    const { context } = this
    const { width, height } = spot
    if (context.imageSmoothingEnabled !== smooth) context.imageSmoothingEnabled = smooth
    turn(context, rotation, spot)
    const [wide, high] = rotation % 180 === 0 ? [width, height] : [height, width]
    const frame = typeof VideoFrame !== 'undefined' && image instanceof VideoFrame ? image : undefined
    const seen = frame?.visibleRect
    if (!frame || !seen || seen.width * seen.height <= STRIP_PX) context.drawImage(image, 0, 0, wide, high)
    else if (trial.takesStrips) this.drawStrips(frame, seen, wide, high)
    else this.drawWhole(frame, wide, high)
  }

  private drawWhole(frame: VideoFrame, width: number, height: number): void {
    const begun = performance.now()
    this.context.drawImage(frame, 0, 0, width, height)
    trial.note(performance.now() - begun)
  }

  private drawStrips(frame: VideoFrame, seen: DOMRectReadOnly, width: number, height: number): void {
    const begun = performance.now()
    const name = `${seen.width} ${seen.height} ${height}`
    if (this.stripsOf !== name) {
      this.strips = planStrips(seen.width, seen.height, height)
      this.stripsOf = name
    }
    for (const { fromY, rows, toY, toRows } of this.strips) {
      const visibleRect = { x: seen.x, y: seen.y + fromY, width: seen.width, height: rows }
      const strip = new VideoFrame(frame, { visibleRect })
      this.context.drawImage(strip, 0, toY, width, toRows)
      strip.close()
    }
    trial.note(performance.now() - begun)
  }
}

/** By clockwise degrees. */
function turn(context: CanvasRenderingContext2D, rotation: number, { x, y, width, height }: Spot): void {
  if (rotation === 90) context.setTransform(0, 1, -1, 0, x + width, y)
  else if (rotation === 180) context.setTransform(-1, 0, 0, -1, x + width, y + height)
  else if (rotation === 270) context.setTransform(0, -1, 1, 0, x, y + height)
  else context.setTransform(1, 0, 0, 1, x, y)
}
