/** A match as pictures: both sounds where they match, the correlation's peak, what is left over in each window. */
import { useRef } from 'react'
import { useStore } from 'zustand'
import type { EdgeEvidence, GraphEdge } from '../../../core/protocol/clock.ts'
import { personColor } from '../theme/people.ts'
import { useElementSize } from '../timeline/useElementSize.ts'
import { recordingOf } from './edges.ts'
import { correlationPath, wavePath } from './plotPaths.ts'
import { ResidualPlot } from './ResidualPlot.tsx'
import { sidesOf } from './sides.ts'
import { mapOf, sessionTime } from './times.ts'
import type { Board } from './useClockBoard.ts'
import type { Hearing } from './useHearing.ts'
import { formatDrift, formatMoment, formatMove } from './words.ts'
import { formatSpan } from '../widgets/quantities.ts'
import classes from './plots.module.css'

interface MatchPlotsProps {
  readonly board: Board
  readonly edge: GraphEdge
  readonly evidence: EdgeEvidence
  /** Where one hears it. */
  readonly heard: Hearing['heard']
}

export function MatchPlots({ board, edge, evidence, heard }: MatchPlotsProps) {
  const { graph, session } = board
  const { waves, correlation, windows } = evidence
  const fromId = recordingOf(edge.from)
  const recording = graph.recordings.find(({ recordingId }) => recordingId === fromId)
  const view = session.lanes.flatMap((lane) => lane.recordings).find((each) => each.recordingId === fromId)
  const map = recording && mapOf(graph, recording, view?.firstPtsUs ?? 0)
  const moment = (mediaUs: number): string => formatMoment(sessionTime(map, mediaUs) ?? mediaUs)
  const rate = edge.ratePpm === null ? '' : ` and ${formatDrift(edge.ratePpm, edge.rateSigmaPpm)}`
  return (
    <>
      {waves && (
        <Waves
          board={board}
          edge={edge}
          waves={waves}
          heard={heard}
          title={`both sounds at ${moment(waves.fromMediaUs)}, ${formatSpan(waves.spanUs)}`}
        />
      )}
      <div className={classes.pair}>
        {correlation && (
          <Correlation correlation={correlation} title={`correlation, ${moment(correlation.fromMediaUs)}`} />
        )}
        {windows.length > 0 && (
          <ResidualPlot
            graph={graph}
            edge={edge}
            windows={windows}
            moment={moment}
            title={`offset left over after ${formatMove(edge.offsetUs)}${rate}`}
          />
        )}
      </div>
    </>
  )
}

interface WavesProps extends Pick<MatchPlotsProps, 'board' | 'edge' | 'heard'> {
  readonly waves: NonNullable<EdgeEvidence['waves']>
  readonly title: string
}

function Waves({ board: { graph, session }, edge, waves, heard, title }: WavesProps) {
  const heardUs = useStore(heard, (state) => state.atUs)
  const frame = useRef<HTMLDivElement>(null)
  const size = useElementSize(frame)
  const { from, to } = sidesOf(graph, session, edge)
  const share = heardUs === undefined ? undefined : (heardUs - waves.fromMediaUs) / waves.spanUs
  return (
    <figure className={classes.waves}>
      <div ref={frame} className={classes.waveFrame}>
        <svg
          width={size.width}
          height={size.height}
          role="img"
          aria-label={`${from.name} above, ${to.name} below: ${title}`}
        >
          <path d={wavePath(waves.from, size, 'up')} style={{ fill: personColor(from.person) }} />
          <path d={wavePath(waves.to, size, 'down')} style={{ fill: personColor(to.person) }} />
          {share !== undefined && share >= 0 && share <= 1 && (
            <line
              className={classes.head}
              x1={share * size.width}
              x2={share * size.width}
              y1={0}
              y2={size.height}
            />
          )}
        </svg>
      </div>
      <figcaption>{title}</figcaption>
    </figure>
  )
}

interface CorrelationProps {
  readonly correlation: NonNullable<EdgeEvidence['correlation']>
  readonly title: string
}

const TOP_PX = 16

function Correlation({ correlation, title }: CorrelationProps) {
  const frame = useRef<HTMLDivElement>(null)
  const size = useElementSize(frame)
  const { values, firstLagUs, lagStepUs, peakLagUs, ratio } = correlation
  const last = firstLagUs + lagStepUs * (values.length - 1)
  const x = last > firstLagUs ? ((peakLagUs - firstLagUs) / (last - firstLagUs)) * size.width : 0
  const isRight = x > size.width * 0.6
  const plot = { width: size.width, height: Math.max(0, size.height - TOP_PX) }
  return (
    <figure className={classes.correlation}>
      <figcaption>{title}</figcaption>
      <div ref={frame} className={classes.plot}>
        <svg
          width={size.width}
          height={size.height}
          role="img"
          aria-label={`${title}: the peak is ${ratio.toFixed(2)} times the next`}
        >
          <path
            d={correlationPath(values, plot)}
            className={classes.curve}
            transform={`translate(0 ${TOP_PX})`}
          />
          <text x={isRight ? x - 8 : x + 8} y={TOP_PX - 2} textAnchor={isRight ? 'end' : 'start'}>
            {ratio.toFixed(2)} × next
          </text>
        </svg>
      </div>
      <div className={classes.ends} aria-hidden>
        <span>{formatMove(firstLagUs)}</span>
        <span>{formatMove(last)}</span>
      </div>
    </figure>
  )
}
