/** Where the page's pictures come from: the server's routes and the browser's decoder. A test has its own. */
import type { ThumbsAnswer } from '../../../core/protocol/thumbs.ts'
import type { Pictured } from '../timeline/thumbnails.ts'
import type { SheetImage } from './sheetCache.ts'

export interface ThumbnailSource {
  /** What there is of a recording; `none` where the server will not give any. Rejects where it does not answer. */
  ask(recording: Pictured, signal: AbortSignal): Promise<ThumbsAnswer>
  /** One sheet decoded at a size, or rejects. */
  decode(
    recording: Pictured,
    sheet: number,
    size: { widthPx: number; heightPx: number } | undefined,
    signal: AbortSignal,
  ): Promise<SheetImage>
}

const pathOf = ({ recordingId }: Pictured): string =>
  `/api/recordings/${encodeURIComponent(recordingId)}/thumbs`

export const serverThumbnails: ThumbnailSource = {
  async ask(recording, signal) {
    const response = await fetch(`${pathOf(recording)}?v=${recording.version}`, { signal, priority: 'low' })
    if (response.ok) return (await response.json()) as ThumbsAnswer
    // Refused (withheld, gone): asking again would not help. A failing server may come back.
    if (response.status < 500) return { state: 'failed', message: `HTTP ${response.status}` }
    throw new Error(`thumbs of ${recording.recordingId}: HTTP ${response.status}`)
  },
  async decode(recording, sheet, size, signal) {
    const response = await fetch(`${pathOf(recording)}/${sheet}?v=${recording.version}`, {
      signal,
      priority: 'low',
    })
    if (!response.ok) throw new Error(`sheet ${sheet} of ${recording.recordingId}: HTTP ${response.status}`)
    const blob = await response.blob()
    return createImageBitmap(
      blob,
      size ? { resizeWidth: size.widthPx, resizeHeight: size.heightPx, resizeQuality: 'high' } : {},
    )
  },
}
