/** An edge in numbers, and everything it was read from. */
import type { GraphEdge } from '../../../core/protocol/clock.ts'
import { formatWallClock, formatWallDate, formatZone } from '../../../core/time/zone.ts'
import { EvidenceList } from '../findings/EvidenceList.tsx'
import { formatShift } from '../widgets/quantities.ts'
import { formatDrift, formatMove, formatSure } from './words.ts'
import classes from './facts.module.css'

/** A wall time is µs since 1970 of this century. */
const FIRST_WALL_US = 946_684_800e6

/** One that is only tried out has no author yet. */
const describeMute = ({ author, note }: NonNullable<GraphEdge['muted']>): string =>
  author === '' ? 'not applied yet' : `by ${author}${note === null ? '' : `: ${note}`}`

/** Letters beyond which a fact takes two columns. */
const LONG = 26

export function EdgeFacts({ edge, zone }: { readonly edge: GraphEdge; readonly zone: string }) {
  const { offsetUs, atUs, sigmaUs, ratePpm, rateSigmaPpm, agreement, residualUs, leaveOneOutUs, weight } =
    edge
  const isWall = offsetUs >= FIRST_WALL_US
  const at = offsetUs + atUs
  const facts: readonly (readonly [string, string | undefined])[] = [
    [
      isWall ? 'Says it began' : 'Offset',
      isWall
        ? `${formatWallDate(at, zone)} ${formatWallClock(at, zone)} ${formatZone(zone, at)} ± ${formatSure(sigmaUs)}`
        : `${formatMove(offsetUs)} ± ${formatSure(sigmaUs)}`,
    ],
    ['Rate', ratePpm === null ? undefined : formatDrift(ratePpm, rateSigmaPpm)],
    ['Agreement', agreement === null ? undefined : `${Math.round(agreement * 100)} % of places`],
    ['Off the solution', residualUs === null ? undefined : formatShift(Math.round(residualUs))],
    [
      'Off the rest',
      leaveOneOutUs === null
        ? 'nothing else says it'
        : `${formatShift(Math.round(leaveOneOutUs))} (${(Math.abs(leaveOneOutUs) / sigmaUs).toFixed(1)} σ)`,
    ],
    ['Weight', weight === null ? 'not used' : `${Math.round(weight * 100)} %`],
    ['By', edge.author],
    ['Muted', edge.muted === null ? undefined : describeMute(edge.muted)],
  ]
  return (
    <div className={classes.facts}>
      <dl>
        {facts.map(([name, text]) =>
          text === undefined ? null : (
            <div key={name} data-wide={text.length > LONG || undefined}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ),
        )}
      </dl>
      {Object.keys(edge.evidence).length > 0 && (
        <details open={edge.kind !== 'audio_match'}>
          <summary>What it was read from</summary>
          <EvidenceList evidence={edge.evidence} zone={zone} />
        </details>
      )}
    </div>
  )
}
