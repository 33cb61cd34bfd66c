/** One recording of a video lane: a strip of pictures side by side, each of the middle of its own slot's time. */
import { colourOf } from '../palette.ts'
import { toMediaTime, type Placed } from '../recordingTime.ts'
import { pxToTime, timeToPx, usPerPx } from '../viewport.ts'
import type { Box } from './box.ts'
import type { Scene } from './scene.ts'

/** Of a slot while nobody knows the pictures' shape. */
const ASPECT = 16 / 9
const GAP_PX = 1
/** The person's colour under the film. */
const LINE_PX = 2
/** A strip this short holds no picture. */
const LEAST_PX = 4

/**
 * Paints the strip. Slots stand on a grid of media time from the recording's start, so that they travel with the
 * picture when panning, and on whole device pixels, so that pictures are copied and not resampled. Where a picture
 * is not there yet its slot is calm film in the person's colour.
 */
export function paintVideo(
  context: CanvasRenderingContext2D,
  { scale, palette, thumbnails, pixelRatio }: Scene,
  recording: Placed,
  person: number | undefined,
  box: Box,
): void {
  const colour = colourOf(palette, person)
  context.fillStyle = palette.raised
  context.fillRect(box.x, box.y, box.width, box.height)
  context.globalAlpha = palette.dark ? 0.2 : 0.24
  context.fillStyle = colour
  context.fillRect(box.x, box.y, box.width, box.height)
  context.globalAlpha = 1
  if (box.width >= LEAST_PX)
    paintPictures(context, { scale, thumbnails, pixelRatio }, recording, box, palette.panel)
  context.globalAlpha = 0.9
  context.fillStyle = colour
  context.fillRect(box.x, box.y + box.height - LINE_PX, box.width, LINE_PX)
  context.globalAlpha = 1
}

function paintPictures(
  context: CanvasRenderingContext2D,
  { scale, thumbnails, pixelRatio }: Pick<Scene, 'scale' | 'thumbnails' | 'pixelRatio'>,
  recording: Placed,
  box: Box,
  gapColour: string,
): void {
  const aspect = thumbnails?.aspectOf(recording) ?? ASPECT
  const snap = (px: number): number => Math.round(px * pixelRatio) / pixelRatio
  const top = snap(box.y)
  const height = snap(box.height - LINE_PX)
  const width = Math.max(LEAST_PX, snap(height * aspect))
  const slotPx = width + GAP_PX
  const slotUs = slotPx * usPerPx(scale)
  const origin = snap(timeToPx(scale, recording.placement.startUs))
  const end = box.x + box.width
  context.fillStyle = gapColour
  for (let slot = Math.max(0, Math.floor(-origin / slotPx)); ; slot++) {
    const x = origin + slot * slotPx
    if (x >= end) return
    const middleUs = toMediaTime(recording, pxToTime(scale, x + Math.min(width, end - x) / 2))
    const picture = thumbnails?.find(recording, middleUs, slotUs, height * pixelRatio)
    if (picture) {
      // The last slot is cut where the recording ends.
      const shown = Math.min(width, end - x)
      const share = shown / width
      context.drawImage(
        picture.image,
        picture.xPx,
        picture.yPx,
        picture.widthPx * share,
        picture.heightPx,
        x,
        top,
        shown,
        height,
      )
    }
    if (x + width < end) context.fillRect(x + width, top, GAP_PX, height)
  }
}
