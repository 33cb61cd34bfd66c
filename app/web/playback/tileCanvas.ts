/** A canvas that shows a lane: sized to what is seen of it, drawn only when it is on screen. */
import { PictureDrawer } from './drawPicture.ts'
import type { Picture } from './frameTrack.ts'

/** A proxy's picture. */
const SMALL_PX = 320 * 180
const MOST_ENLARGED = 2

export class TileCanvas {
  isVisible = true
  /** Of the tile, in device pixels; 0 where it is not laid out. */
  boxWidth = 0
  boxHeight = 0
  private isSmooth = true
  private readonly canvas: HTMLCanvasElement
  private readonly host: HTMLElement | undefined
  private readonly drawer: PictureDrawer
  private readonly resizes: ResizeObserver
  private readonly sightings: IntersectionObserver

  /** `host`: a place over the canvas, in which an element may show its pictures itself. */
  constructor(canvas: HTMLCanvasElement, onChange: () => void, host?: HTMLElement) {
    this.canvas = canvas
    this.host = host
    this.drawer = new PictureDrawer(canvas.getContext('2d', { alpha: false })!)
    this.measure()
    this.resizes = new ResizeObserver(() => {
      this.measure()
      onChange()
    })
    this.resizes.observe(canvas)
    this.sightings = new IntersectionObserver((entries) => {
      const isVisible = entries.at(-1)!.isIntersecting
      if (isVisible === this.isVisible) return
      this.isVisible = isVisible
      onChange()
    })
    this.sightings.observe(canvas)
  }

  /** Has the element show itself in place of the canvas; false: there is none, or no place for it. */
  hold(element: HTMLVideoElement | undefined): boolean {
    const { host, canvas } = this
    if (!host || (!element && !host.hasChildNodes())) return false
    if (!element) {
      host.replaceChildren()
      delete canvas.dataset['covered']
      return false
    }
    // It may have been wrapped into something else there.
    if (!host.contains(element)) {
      host.replaceChildren(element)
      canvas.dataset['covered'] = ''
      canvas.width = 0
      canvas.height = 0
    }
    return true
  }

  /**
   * Draws the picture as large as the box shows it, a large one at most at its own size; `fresh` false: only where that
   * would change it. A small one that the compositor had to enlarge would be enlarged at each frame of the page.
   */
  draw(picture: Picture, fresh: boolean, smooth = true): void {
    const { canvas } = this
    const isSmall = picture.width * picture.height <= SMALL_PX
    const scale = Math.min(
      isSmall ? MOST_ENLARGED : 1,
      (this.boxWidth || picture.width) / picture.width,
      (this.boxHeight || picture.height) / picture.height,
    )
    const width = scale === 1 ? picture.width : snap(picture.width * scale, this.boxWidth)
    const height = scale === 1 ? picture.height : snap(picture.height * scale, this.boxHeight)
    const resized = canvas.width !== width || canvas.height !== height
    if (resized) {
      canvas.width = width
      canvas.height = height
    }
    const isRough = smooth && !this.isSmooth
    if (!fresh && !resized && !isRough) return
    this.isSmooth = smooth
    this.drawer.draw(picture, width, height, smooth)
  }

  dispose(): void {
    this.resizes.disconnect()
    this.sightings.disconnect()
  }

  private measure(): void {
    const ratio = window.devicePixelRatio || 1
    this.boxWidth = Math.round(this.canvas.clientWidth * ratio)
    this.boxHeight = Math.round(this.canvas.clientHeight * ratio)
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
