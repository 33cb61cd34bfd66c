/** A canvas that shows a lane: sized to what is seen of it, drawn only when it is on screen. */
import type { Picture } from './frameTrack.ts'

export class TileCanvas {
  isVisible = true
  private readonly canvas: HTMLCanvasElement
  private readonly context: CanvasRenderingContext2D
  private readonly resizes: ResizeObserver
  private readonly sightings: IntersectionObserver
  private boxWidth = 0
  private boxHeight = 0

  constructor(canvas: HTMLCanvasElement, onChange: () => void) {
    this.canvas = canvas
    this.context = canvas.getContext('2d', { alpha: false })!
    this.boxWidth = canvas.clientWidth
    this.boxHeight = canvas.clientHeight
    this.resizes = new ResizeObserver(() => {
      this.boxWidth = canvas.clientWidth
      this.boxHeight = canvas.clientHeight
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

  /** Draws the picture at the smaller of its own size and the box's; `fresh` false: only where the size changed. */
  draw(picture: Picture, fresh: boolean): void {
    const { canvas } = this
    const ratio = window.devicePixelRatio || 1
    const scale = Math.min(
      1,
      ((this.boxWidth || picture.width) * ratio) / picture.width,
      ((this.boxHeight || picture.height) * ratio) / picture.height,
    )
    const width = Math.max(1, Math.round(picture.width * scale))
    const height = Math.max(1, Math.round(picture.height * scale))
    const resized = canvas.width !== width || canvas.height !== height
    if (resized) {
      canvas.width = width
      canvas.height = height
    }
    if (fresh || resized) this.context.drawImage(picture.image, 0, 0, width, height)
  }

  dispose(): void {
    this.resizes.disconnect()
    this.sightings.disconnect()
  }
}
