/**
 * The one canvas that lies below all tiles of the stage and holds all their pictures. A canvas for each tile would be a
 * layer of the page each: with 49 tiles Chromium then took 43 ms to lay the layers anew wherever something was written
 * over a tile, against 15 ms, and handed all of them over at each frame. It lets nothing through, since blending it would
 * take a millisecond of each frame: between the tiles it has the colour of the stage.
 */
import type { Rect } from './tileLayout.ts'

export class StageSheet {
  /** Changes where all tiles must be placed and drawn anew. */
  version = 0
  private canvas: HTMLCanvasElement | null = null
  private drawn: CanvasRenderingContext2D | undefined
  private left = 0
  private tiles: ReadonlyMap<string, Rect> = new Map()
  private readonly listeners = new Set<() => void>()

  mount(canvas: HTMLCanvasElement | null): void {
    this.canvas = canvas
    this.drawn = canvas?.getContext('2d', { alpha: false }) ?? undefined
  }

  /** Undefined while it is not in the page. */
  get context(): CanvasRenderingContext2D | undefined {
    return this.drawn
  }

  /**
   * Covers that part of the stage, CSS px from its content's upper left corner; `tiles` by name, where they lie there.
   * They have to be drawn anew.
   */
  cover({ left, width, height }: Omit<Rect, 'top'>, tiles: ReadonlyMap<string, Rect>): void {
    const { canvas } = this
    if (!canvas) return
    const ratio = window.devicePixelRatio || 1
    Object.assign(canvas.style, { left: `${left}px`, width: `${width}px`, height: `${height}px` })
    // Giving it a size empties it, too.
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
    this.drawn!.fillStyle = getComputedStyle(canvas).backgroundColor
    this.drawn!.fillRect(0, 0, canvas.width, canvas.height)
    this.left = left
    this.tiles = tiles
    this.version++
    for (const listener of this.listeners) listener()
  }

  /** The upper left corner of a tile in it, device pixels. */
  cornerOf(name: string): { readonly x: number; readonly y: number } {
    const ratio = window.devicePixelRatio || 1
    const { left = 0, top = 0 } = this.tiles.get(name) ?? {}
    return { x: Math.round((left - this.left) * ratio), y: Math.round(top * ratio) }
  }

  onCover(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }
}
