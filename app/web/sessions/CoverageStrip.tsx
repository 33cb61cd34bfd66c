/** Who was recorded when, one thin line a person. */
import { memo } from 'react'
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { personColor } from '../theme/people.ts'
import { describeStrip, layOutStrip } from './strip.ts'

/** Of the drawing; the place gives it its size. */
const BOX = { widthUnits: 1000, heightPx: 26 } as const

export const CoverageStrip = memo(function CoverageStrip({ session }: { readonly session: SessionSummary }) {
  const { paths, thickness, left } = layOutStrip(session, BOX)
  const label = describeStrip(session)
  return (
    <svg
      viewBox={`0 0 ${BOX.widthUnits} ${BOX.heightPx}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{left > 0 ? `${label} (${left} not drawn)` : label}</title>
      {paths.map(({ color, d }) => (
        <path key={color} d={d} stroke={personColor(color)} strokeWidth={thickness} fill="none" />
      ))}
    </svg>
  )
})
