/** Where a tile's pictures are drawn: on a canvas of its own, or on its spot of the sheet that all tiles share. */
import { PictureDrawer } from './drawPicture.ts'
import type { Picture } from './frameTrack.ts'
import type { Size } from './renditionChoice.ts'
import type { StageSheet } from './stageSheet.ts'

/** An element on the stage whose pictures are drawn on the sheet below it, or shown by a `<video>` in it. */
export interface SheetTile {
  readonly element: HTMLElement
  readonly sheet: StageSheet
  /** The tile's on the sheet. */
  readonly name: string
}

export type TileTarget = HTMLCanvasElement | SheetTile

export interface DrawSurface {
  readonly element: HTMLElement
  /** Makes room for a picture of that size (device px) in the middle of the tile; true where nothing is drawn there yet. */
  place(picture: Size, box: Size): boolean
  draw(picture: Picture, extent: Size, smooth: boolean): void
  /** Has the element show itself instead; false: there is none, or no place for it. */
  hold(element: HTMLVideoElement | undefined): boolean
  /** Calls when the place was lost. */
  onLost(listener: () => void): () => void
}

export const openSurface = (target: TileTarget): DrawSurface =>
  target instanceof HTMLCanvasElement ? new OwnCanvas(target) : new SheetSpot(target)

/** The browser puts it in the middle of the tile. */
class OwnCanvas implements DrawSurface {
  readonly element: HTMLCanvasElement
  private readonly drawer: PictureDrawer

  constructor(canvas: HTMLCanvasElement) {
    this.element = canvas
    this.drawer = new PictureDrawer(canvas.getContext('2d', { alpha: false })!)
  }

  place({ width, height }: Size): boolean {
    const { element } = this
    if (element.width === width && element.height === height) return false
    element.width = width
    element.height = height
    return true
  }

  draw(picture: Picture, { width, height }: Size, smooth: boolean): void {
    this.drawer.draw(picture, { x: 0, y: 0, width, height }, smooth)
  }

  hold(): boolean {
    return false
  }

  onLost(): () => void {
    return () => undefined
  }
}

class SheetSpot implements DrawSurface {
  readonly element: HTMLElement
  private readonly sheet: StageSheet
  private readonly name: string
  private drawer: PictureDrawer | undefined
  private version = -1
  private at = { x: 0, y: 0, width: 0, height: 0 }

  constructor({ element, sheet, name }: SheetTile) {
    this.element = element
    this.sheet = sheet
    this.name = name
  }

  place({ width, height }: Size, box: Size): boolean {
    const { sheet, at, element } = this
    const { context } = sheet
    if (!context) return false
    if (this.version === sheet.version && at.width === width && at.height === height) return false
    if (this.drawer?.context !== context) this.drawer = new PictureDrawer(context)
    this.version = sheet.version
    const { x, y } = sheet.cornerOf(this.name)
    this.at = {
      x: x + Math.floor((box.width - width) / 2),
      y: y + Math.floor((box.height - height) / 2),
      width,
      height,
    }
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.fillStyle = '#000'
    context.fillRect(x, y, box.width, box.height)
    // For whoever looks for the picture of one tile on the sheet.
    element.dataset['picture'] = `${this.at.x} ${this.at.y} ${width} ${height}`
    return true
  }

  draw(picture: Picture, _extent: Size, smooth: boolean): void {
    this.drawer?.draw(picture, this.at, smooth)
  }

  hold(video: HTMLVideoElement | undefined): boolean {
    const { element } = this
    if (!video) {
      if (element.hasChildNodes()) element.replaceChildren()
      return false
    }
    // It may have been wrapped into something else there.
    if (!element.contains(video)) element.replaceChildren(video)
    return true
  }

  onLost(listener: () => void): () => void {
    return this.sheet.onCover(listener)
  }
}
