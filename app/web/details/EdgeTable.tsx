/** What each piece of evidence says about when the recording began, beside what was made of it. */
import type { EdgeView, RecordingView } from '../../../core/protocol/session.ts'
import { EvidenceList } from '../findings/EvidenceList.tsx'
import { formatSigma } from '../timeline/sync.ts'
import { formatWallClock, formatZone } from '../../../core/time/zone.ts'
import { formatShift } from '../widgets/quantities.ts'
import classes from './details.module.css'
import { isToUtc } from './clockFacts.ts'
import { nameEvidence } from './evidenceText.ts'

interface EdgeTableProps {
  readonly recording: RecordingView
  readonly epochWallUs: number
  /** IANA name of the zone wall clocks are shown in. */
  readonly zone: string
}

export function EdgeTable({ recording, epochWallUs, zone }: EdgeTableProps) {
  if (recording.edges.length === 0)
    return <p className="muted">Nothing was found that says when this began.</p>
  return (
    <ul className={classes.edges}>
      {recording.edges.map((edge) => (
        <Edge key={edge.edgeId} edge={edge} recording={recording} epochWallUs={epochWallUs} zone={zone} />
      ))}
    </ul>
  )
}

function Edge({ edge, recording, epochWallUs, zone }: EdgeTableProps & { readonly edge: EdgeView }) {
  const start = (offsetUs: number): string => formatWallClock(offsetUs + recording.firstPtsUs, zone)
  const isWall = isToUtc(edge)
  const apart = isWall && recording.placement && edge.offsetUs - epochWallUs - recording.placement.offsetUs
  return (
    <li data-used={edge.used}>
      <div className={classes.edge}>
        <span>{nameEvidence(edge.kind)}</span>
        <span>
          {isWall ? start(edge.offsetUs) : 'against another recording'}{' '}
          <span className="muted">{formatSigma(edge.sigmaUs)}</span>
        </span>
        <span className="muted">
          {edge.used ? 'used' : 'not used'} · {edge.author}
          {edge.residualUs !== null && ` · residual ${formatShift(Math.round(edge.residualUs))}`}
        </span>
        <span className="muted">
          {typeof apart !== 'number' ? '' : `${formatShift(Math.round(apart))} from the placement`}
        </span>
      </div>
      <details>
        <summary className="faint">What it was read from</summary>
        <div className={classes.between}>
          {edge.lowerUs !== null && edge.upperUs !== null && (
            <p>
              between {start(edge.lowerUs)} and {start(edge.upperUs)} {formatZone(zone, edge.upperUs)}
            </p>
          )}
          <EvidenceList evidence={edge.evidence} zone={zone} />
        </div>
      </details>
    </li>
  )
}
