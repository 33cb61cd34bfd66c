/** Who was recorded when, one thin line a person. */
import { memo } from 'react'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { personColor } from '../theme/people.ts'
import { describeStrip, layOutStrip } from './strip.ts'

const WIDTH = 1000

interface CoverageStripProps {
  readonly session: SessionSummary
  readonly heightPx: number
}

export const CoverageStrip = memo(function CoverageStrip({ session, heightPx }: CoverageStripProps) {
  const { paths, left } = layOutStrip(session, { widthUnits: WIDTH, heightPx })
  const label = describeStrip(session)
  return (
    <svg
      width="100%"
      height={heightPx}
      viewBox={`0 0 ${WIDTH} ${heightPx}`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <title>{left > 0 ? `${label} (${left} not drawn)` : label}</title>
      {paths.map(({ color, d }) => (
        <path key={color} d={d} fill={personColor(color)} />
      ))}
    </svg>
  )
})
