/** The picture at the pointer: the one kept nearest to its time, with its own time where that is another. */
import { useLayoutEffect, useRef, type ReactElement } from 'react'
import { formatTime } from '../../../core/time/index.ts'
import classes from './hoverTip.module.css'
import { fitPreview, type Preview } from './preview.ts'
import { toSessionTime } from './recordingTime.ts'
import type { Thumbnails } from './thumbnails.ts'
import { useArrivals } from './useArrivals.ts'

/** A picture this near is of that moment, as far as an eye on a strip goes. */
const SAME_US = 50_000
const WIDE = 16 / 9

interface PreviewFrameProps {
  readonly preview: Preview
  readonly thumbnails: Thumbnails
}

export function PreviewFrame({
  preview: { recording, ptsUs },
  thumbnails,
}: PreviewFrameProps): ReactElement | null {
  useArrivals(thumbnails)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { widthPx, heightPx } = fitPreview(thumbnails.aspectOf(recording) ?? WIDE)
  const picture = thumbnails.findLarge(recording, ptsUs)
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !picture) return
    const { image, xPx, yPx } = picture
    context.imageSmoothingQuality = 'high'
    context.drawImage(image, xPx, yPx, picture.widthPx, picture.heightPx, 0, 0, widthPx * 2, heightPx * 2)
  }, [picture, widthPx, heightPx])
  const state = thumbnails.stateOf(recording)
  if (state === 'none') return null
  const away = picture && Math.abs(picture.ptsUs - ptsUs) > SAME_US
  return (
    <figure className={classes.preview} style={{ width: widthPx, height: heightPx }} data-testid="preview">
      <canvas
        ref={canvas}
        width={widthPx * 2}
        height={heightPx * 2}
        hidden={!picture}
        role="img"
        aria-label="Preview"
        data-pts-us={picture?.ptsUs}
      />
      {!picture && <figcaption>{state === 'ready' ? 'loading' : 'making pictures'}</figcaption>}
      {away && <figcaption>{formatTime(toSessionTime(recording, picture.ptsUs))}</figcaption>}
    </figure>
  )
}
