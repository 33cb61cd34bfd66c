/** The sound of a recording around a moment, which stands in the middle; a click goes to what is clicked. */
import { useEffect, useRef, useState } from 'react'
import type { RecordingView } from '../../../core/protocol/session.ts'
import { createPeaksStore } from '../timeline/peaksStore.ts'
import { readBars } from '../timeline/pyramid.ts'
import { useArrivals } from '../timeline/useArrivals.ts'
import { useElementSize } from '../timeline/useElementSize.ts'
import { wavePath } from './plotPaths.ts'
import classes from './plots.module.css'

const peaks = createPeaksStore()

/** What is seen at once. */
const SPAN_US = 2e6
const BAR_PX = 2

interface LaneWaveProps {
  readonly recording: RecordingView
  readonly mediaUs: number
  readonly onMoment: (mediaUs: number) => void
}

export function LaneWave({ recording, mediaUs, onMoment }: LaneWaveProps) {
  const frame = useRef<HTMLDivElement>(null)
  const { width, height } = useElementSize(frame)
  useArrivals(peaks)
  const [viewer] = useState(() => ({}))
  useEffect(() => () => peaks.leave(viewer), [viewer])
  const count = Math.max(1, Math.floor(width / BAR_PX))
  const fromUs = mediaUs - SPAN_US / 2
  const { pyramid, bars } = peaks.look(viewer, () => {
    const found = peaks.find(recording)
    const drawn = typeof found === 'object' ? readBars(found, fromUs, SPAN_US / count, count) : undefined
    return { pyramid: found, bars: drawn }
  })
  const wave = bars && { min: [...bars.bottom], max: [...bars.top] }
  return (
    <div
      ref={frame}
      className={classes.laneWave}
      onPointerDown={(event) => {
        const { left } = event.currentTarget.getBoundingClientRect()
        onMoment(fromUs + ((event.clientX - left) / width) * SPAN_US)
      }}
    >
      <svg width={width} height={height} role="img" aria-label="The sound around this moment, two seconds">
        {wave && (
          <>
            <path d={wavePath(wave, { width, height }, 'up')} />
            <path d={wavePath(wave, { width, height }, 'down')} />
          </>
        )}
        <line className={classes.head} x1={width / 2} x2={width / 2} y1={0} y2={height} />
        {!bars && (
          <text x={width / 2} y={height / 2} textAnchor="middle">
            {pyramid === 'failed' ? 'no waveform was made of it' : 'loading the waveform'}
          </text>
        )}
      </svg>
    </div>
  )
}
