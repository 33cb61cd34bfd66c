/** How good someone's network is: bars, and the word for it. */
import type { Quality } from '../../../../capture/model/api.types.ts'
import { QUALITY_BARS, QUALITY_WORDS } from '../wall/roomWords.ts'
import classes from './live.module.css'

const BARS = [1, 2, 3, 4]

export function QualityBars({ quality }: { readonly quality: Quality }) {
  return (
    <span
      className={classes.bars}
      data-quality={quality}
      role="img"
      aria-label={QUALITY_WORDS[quality]}
      title={QUALITY_WORDS[quality]}
    >
      {BARS.map((bar) => (
        <i key={bar} data-on={bar <= QUALITY_BARS[quality]} />
      ))}
    </span>
  )
}
