/** One recording of a video lane: a strip of film, with pictures where there are thumbnails. */
import { colourOf } from '../palette.ts'
import { toMediaTime, toSessionTime, type Placed } from '../recordingTime.ts'
import { timeToPx, usPerPx } from '../viewport.ts'
import type { Box } from './box.ts'
import type { Scene } from './scene.ts'

const CELL_PX = 54
const CELL_GAP_PX = 2

/**
 * Paints the film; cells stand on a grid of media time, so that they travel with the picture when panning.
 * A cell shows the thumbnail nearest to its start.
 */
export function paintVideo(
  context: CanvasRenderingContext2D,
  { scale, palette, thumbnails }: Scene,
  recording: Placed,
  person: number | undefined,
  box: Box,
): void {
  const colour = colourOf(palette, person)
  context.save()
  context.beginPath()
  context.roundRect(box.x, box.y, box.width, box.height, 2)
  context.clip()
  context.fillStyle = palette.raised
  context.fillRect(box.x, box.y, box.width, box.height)
  const film = context.createLinearGradient(0, box.y, 0, box.y + box.height)
  film.addColorStop(0, `color-mix(in srgb, ${colour} ${palette.dark ? 34 : 40}%, transparent)`)
  film.addColorStop(1, `color-mix(in srgb, ${colour} ${palette.dark ? 16 : 20}%, transparent)`)
  context.fillStyle = film
  context.fillRect(box.x, box.y, box.width, box.height)

  const cellUs = CELL_PX * usPerPx(scale)
  const first = Math.floor((toMediaTime(recording, scale.view.start) - recording.firstPtsUs) / cellUs)
  const last = Math.ceil(scale.widthPx / CELL_PX) + first + 1
  for (let cell = Math.max(0, first); cell <= last; cell++) {
    const ptsUs = recording.firstPtsUs + cell * cellUs
    if (ptsUs >= recording.endPtsUs) break
    const x = timeToPx(scale, toSessionTime(recording, ptsUs))
    const picture = thumbnails?.find(recording.recordingId, ptsUs, CELL_PX)
    if (picture) context.drawImage(picture, x, box.y, CELL_PX - CELL_GAP_PX, box.height)
    context.fillStyle = palette.panel
    if (cell > 0) context.fillRect(x - CELL_GAP_PX, box.y, CELL_GAP_PX, box.height)
  }
  context.fillStyle = colour
  context.globalAlpha = 0.9
  context.fillRect(box.x, box.y + box.height - 2, box.width, 2)
  context.restore()
}
