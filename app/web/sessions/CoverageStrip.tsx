/** Who was recorded when, one thin line a person; a session shorter than the longest stays short. */
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { personColor } from '../theme/people.ts'

const WIDTH = 300
const HEIGHT = 26
const MOST_LINES = 11

export function CoverageStrip({ session }: { readonly session: SessionSummary }) {
  const lines = session.coverage.slice(0, MOST_LINES)
  const pitch = (HEIGHT - 4) / Math.max(1, lines.length)
  const scale = WIDTH / Math.max(1, session.durationUs)
  const height = Math.min(9, Math.max(1.6, pitch - 1.6))
  const more = session.coverage.length - lines.length
  const label = `${session.coverage.length} people recorded: ${session.coverage.map(describe).join('; ')}`
  return (
    <svg
      width="100%"
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>
        {session.coverage.map((line) => line.identity).join(', ') + (more > 0 ? ` (${more} not drawn)` : '')}
      </title>
      {lines.map((line, index) =>
        line.spans.map((span) => (
          <rect
            key={`${line.identity} ${span.startUs}`}
            x={span.startUs * scale}
            y={2 + index * pitch + (pitch - height) / 2}
            width={Math.max(1, (span.endUs - span.startUs) * scale)}
            height={height}
            rx={1}
            fill={personColor(index)}
            opacity={0.9}
          />
        )),
      )}
    </svg>
  )
}

const describe = ({ identity, spans }: SessionSummary['coverage'][number]): string =>
  spans.length > 1 ? `${identity} with ${spans.length - 1} gaps` : identity
