/** A tile that shows a lane: drawn as large as it is seen, and only when it is on screen. */
import { openSurface, type DrawSurface, type TileTarget } from './drawSurface.ts'
import type { Picture } from './frameTrack.ts'

/** A proxy's picture. */
const SMALL_PX = 320 * 180
const MOST_ENLARGED = 2

export class TileView {
  isVisible = true
  /** Of the tile, in device pixels; 0 where it is not laid out. */
  boxWidth = 0
  boxHeight = 0
  private isSmooth = true
  private readonly surface: DrawSurface
  private readonly leave: () => void
  private readonly resizes: ResizeObserver
  private readonly sightings: IntersectionObserver

  constructor(target: TileTarget, onChange: () => void) {
    this.surface = openSurface(target)
    const { element } = this.surface
    const measure = (): void => {
      this.measure()
      onChange()
    }
    this.measure()
    this.leave = this.surface.onLost(measure)
    this.resizes = new ResizeObserver(measure)
    this.resizes.observe(element)
    this.sightings = new IntersectionObserver((entries) => {
      const isVisible = entries.at(-1)!.isIntersecting
      if (isVisible === this.isVisible) return
      this.isVisible = isVisible
      onChange()
    })
    this.sightings.observe(element)
  }

  /** Has the element show itself in place of what is drawn; false: there is none, or no place for it. */
  hold(element: HTMLVideoElement | undefined): boolean {
    return this.surface.hold(element)
  }

  /**
   * Draws the picture as large as the box shows it, a large one at most at its own size; `fresh` false: only where that
   * would change it. A small one that the compositor had to enlarge would be enlarged at each frame of the page.
   */
  draw(picture: Picture, fresh: boolean, smooth = true): void {
    const isSmall = picture.width * picture.height <= SMALL_PX
    const scale = Math.min(
      isSmall ? MOST_ENLARGED : 1,
      (this.boxWidth || picture.width) / picture.width,
      (this.boxHeight || picture.height) / picture.height,
    )
    const extent = {
      width: scale === 1 ? picture.width : snap(picture.width * scale, this.boxWidth),
      height: scale === 1 ? picture.height : snap(picture.height * scale, this.boxHeight),
    }
    const isPlaced = this.surface.place(extent, { width: this.boxWidth, height: this.boxHeight })
    const isRough = smooth && !this.isSmooth
    if (!fresh && !isPlaced && !isRough) return
    this.isSmooth = smooth
    this.surface.draw(picture, extent, smooth)
  }

  dispose(): void {
    this.leave()
    this.resizes.disconnect()
    this.sightings.disconnect()
  }

  private measure(): void {
    const ratio = window.devicePixelRatio || 1
    this.boxWidth = Math.round(this.surface.element.clientWidth * ratio)
    this.boxHeight = Math.round(this.surface.element.clientHeight * ratio)
  }
}

/**
 * Whole pixels that lie in the middle of the box on whole pixels: the compositor shows them as they are, where it would
 * scale each tile anew for half a pixel. A picture a pixel smaller than the box fills it.
 */
export function snap(size: number, box: number): number {
  const whole = Math.max(1, Math.min(Math.round(size), box || Infinity))
  return (box - whole) % 2 === 1 ? whole + 1 : whole
}
