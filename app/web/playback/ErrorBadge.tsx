/** How far a tile's picture is from the frame of this moment; nothing where there is no picture. */
import type { TileReading } from './player.types.ts'
import classes from './tile.module.css'

export function ErrorBadge({ view }: { readonly view: TileReading }) {
  const { errorFrames, preview, state } = view
  if (state === 'gap' || state === 'failed' || errorFrames === undefined) return null
  if (preview) {
    return (
      <span className={classes.badge} title="The nearest key frame; the exact one follows when you rest">
        preview
      </span>
    )
  }
  const size = Math.abs(errorFrames)
  const shift = size === 0 ? '0' : `${errorFrames < 0 ? '−' : '+'}${size}`
  const unit = size === 0 ? '' : size === 1 ? ' frame' : ' frames'
  const label =
    size === 0 ? 'Shows exactly the frame of this moment' : `${shift}${unit} from the frame of this moment`
  return (
    <span className={classes.badge} data-off={size > 0} title={label}>
      {shift}
      <span className={classes.unit}>{unit}</span>
    </span>
  )
}
