/** What is left of the offset in each window, with the pieces of the line and the steps between them. */
import { useRef } from 'react'
import type { ClockGraph, EdgeEvidence, GraphEdge } from '../../../core/protocol/clock.ts'
import { useElementSize } from '../timeline/useElementSize.ts'
import { dotsOf, levelsOf, residualRange, stepsBetween, ticksOf } from './residuals.ts'
import { formatMove } from './words.ts'
import classes from './plots.module.css'

interface ResidualPlotProps {
  readonly graph: ClockGraph
  readonly edge: GraphEdge
  readonly windows: EdgeEvidence['windows']
  /** A media time of `from` in session time, as words. */
  readonly moment: (mediaUs: number) => string
  readonly title: string
}

const LEFT_PX = 58
const PAD_PX = 6
const LABEL_PX = 190

export function ResidualPlot({ graph, edge, windows, moment, title }: ResidualPlotProps) {
  const frame = useRef<HTMLDivElement>(null)
  const { width, height } = useElementSize(frame)
  const levels = levelsOf(edge, windows)
  const steps = stepsBetween(graph, edge, levels)
  const dots = dotsOf(windows, levels)
  const range = residualRange(dots, levels)
  const times = [
    ...windows.map(({ fromMediaUs }) => fromMediaUs),
    ...levels.flatMap((level) => [level.startUs, level.endUs]),
  ]
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const x = (us: number): number =>
    LEFT_PX + ((us - first) / Math.max(1, last - first)) * (width - LEFT_PX - PAD_PX)
  const y = (us: number): number =>
    PAD_PX +
    (1 - (Math.min(range.most, Math.max(range.least, us)) - range.least) / (range.most - range.least)) *
      (height - 2 * PAD_PX)
  const agreeing = windows.filter(({ agrees }) => agrees).length
  const said = steps.map(({ text, atUs }) => `${text} at ${moment(atUs)}`)
  return (
    <figure className={classes.residuals}>
      <figcaption>{title}</figcaption>
      <div ref={frame} className={classes.plot}>
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={[`${title}: ${agreeing} of ${windows.length} windows agree`, ...said].join('; ')}
        >
          {ticksOf(range).map((tick) => (
            <g key={tick} className={classes.grid}>
              <line x1={LEFT_PX} x2={width} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT_PX - 8} y={y(tick)} textAnchor="end" dominantBaseline="central">
                {tick === 0 ? '0' : formatMove(tick)}
              </text>
            </g>
          ))}
          {levels.map(({ startUs, endUs, levelUs }) => (
            <line
              key={startUs}
              className={classes.piece}
              x1={x(startUs)}
              x2={x(endUs)}
              y1={y(levelUs)}
              y2={y(levelUs)}
            />
          ))}
          {dots.map(({ fromUs, offUs, agrees }, index) => (
            <circle
              key={index}
              className={classes.window}
              data-agrees={agrees}
              cx={x(fromUs)}
              cy={y(offUs)}
              r={agrees ? 2.6 : 2}
            />
          ))}
          {steps.map(({ atUs, fromUs, toUs, text }) => {
            const isRight = x(atUs) + LABEL_PX > width
            return (
              <g key={atUs} className={classes.step}>
                <line x1={x(atUs)} x2={x(atUs)} y1={y(fromUs)} y2={y(toUs)} />
                <text
                  x={isRight ? x(atUs) - 8 : x(atUs) + 8}
                  y={(y(fromUs) + y(toUs)) / 2}
                  textAnchor={isRight ? 'end' : 'start'}
                  dominantBaseline="central"
                >
                  {text} at {moment(atUs)}
                </text>
              </g>
            )
          })}
        </svg>
      </div>
      <div className={classes.ends} style={{ paddingLeft: LEFT_PX }} aria-hidden>
        <span>{moment(first)}</span>
        <span>{moment(last)}</span>
      </div>
    </figure>
  )
}
