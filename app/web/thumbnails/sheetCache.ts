/** Decoded sheets, the least recently drawn of which go when there are too many bytes of them. */
import type { ThumbsIndex } from '../../../core/protocol/thumbs.ts'
import type { Picture } from '../timeline/thumbnails.ts'

/** An image that can be let go: an ImageBitmap, or a test's. */
export type SheetImage = CanvasImageSource & {
  readonly width: number
  readonly height: number
  close(): void
}

export interface Sheet {
  readonly heightPx: number
  /** By cell. */
  readonly pictures: readonly Picture[]
}

interface Kept extends Sheet {
  readonly image: SheetImage
  readonly bytes: number
  usedMs: number
}

/** What is drawn this often is on the screen: letting it go would only have it read again. */
const IN_USE_MS = 1000

export interface SheetCache {
  get(key: string): Sheet | undefined
  put(key: string, image: SheetImage, pictures: readonly Picture[], heightPx: number): void
  /** Whether there is room for more without letting go of what is on the screen. */
  hasRoom(): boolean
  bytes(): number
  dispose(): void
}

export function createSheetCache(limitBytes: number, now: () => number): SheetCache {
  const sheets = new Map<string, Kept>()
  let bytes = 0

  function findOldest(): [string, Kept] | undefined {
    let oldest: [string, Kept] | undefined
    for (const entry of sheets) if (!oldest || entry[1].usedMs < oldest[1].usedMs) oldest = entry
    return oldest
  }

  function drop(key: string, sheet: Kept): void {
    sheets.delete(key)
    bytes -= sheet.bytes
    sheet.image.close()
  }

  return {
    bytes: () => bytes,
    get(key) {
      const sheet = sheets.get(key)
      if (sheet) sheet.usedMs = now()
      return sheet
    },
    hasRoom() {
      if (bytes < limitBytes) return true
      const oldest = findOldest()
      return oldest === undefined || oldest[1].usedMs < now() - IN_USE_MS
    },
    put(key, image, pictures, heightPx) {
      const before = sheets.get(key)
      if (before) drop(key, before)
      const size = image.width * image.height * 4
      bytes += size
      sheets.set(key, { image, pictures, heightPx, bytes: size, usedMs: now() })
      while (bytes > limitBytes && sheets.size > 1) {
        const oldest = findOldest()!
        if (oldest[0] === key) return
        drop(...oldest)
      }
    },
    dispose() {
      for (const [key, sheet] of sheets) drop(key, sheet)
    },
  }
}

/** The pictures of a sheet, as they lie in an image whose cells are `widthPx` × `heightPx`. */
export function cutPictures(
  image: SheetImage,
  sheet: number,
  { columns, rows, ptsUs }: ThumbsIndex,
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
): Picture[] {
  const first = sheet * columns * rows
  return ptsUs.slice(first, first + columns * rows).map((pts, cell) => ({
    image,
    xPx: (cell % columns) * widthPx,
    yPx: Math.floor(cell / columns) * heightPx,
    widthPx,
    heightPx,
    ptsUs: pts,
  }))
}
