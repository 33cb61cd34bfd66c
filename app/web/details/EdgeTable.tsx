/** What each piece of evidence says about when the recording began, beside what was made of it. */
import type { EdgeView, RecordingView } from '../../../core/protocol/session.ts'
import { JsonView } from '../logs/JsonView.tsx'
import { formatSigma } from '../timeline/sync.ts'
import { formatShift, formatWallClock } from '../widgets/quantities.ts'
import classes from './details.module.css'

interface EdgeTableProps {
  readonly recording: RecordingView
  readonly epochWallUs: number
}

const NAMES: Record<string, string> = {
  egress_info: 'EgressInfo: file started',
  manifest_a: 'Manifest: started',
  manifest_interval: 'Manifest: between request and end',
  sibling_track: 'Another track of the person',
  path_time: 'Time in the path',
  modified_time: 'File last modified',
  local_recorder: 'Local recorder',
  correction: 'Moved by hand',
}

export function EdgeTable({ recording, epochWallUs }: EdgeTableProps) {
  if (recording.edges.length === 0)
    return <p className="muted">Nothing was found that says when this began.</p>
  return (
    <ul className={classes.edges}>
      {recording.edges.map((edge) => (
        <Edge key={edge.edgeId} edge={edge} recording={recording} epochWallUs={epochWallUs} />
      ))}
    </ul>
  )
}

function Edge({ edge, recording, epochWallUs }: EdgeTableProps & { readonly edge: EdgeView }) {
  const start = (offsetUs: number): string => formatWallClock(offsetUs + recording.firstPtsUs)
  const apart = recording.placement && edge.offsetUs - epochWallUs - recording.placement.offsetUs
  return (
    <li data-used={edge.used}>
      <div className={classes.edge}>
        <span>{NAMES[edge.kind] ?? edge.kind.replaceAll('_', ' ')}</span>
        <span>
          {start(edge.offsetUs)} <span className="muted">{formatSigma(edge.sigmaUs)}</span>
        </span>
        <span className="muted">
          {edge.used ? 'used' : 'not used'} · {edge.author}
        </span>
        <span className="muted">
          {apart === null ? '' : `${formatShift(Math.round(apart))} from the placement`}
        </span>
      </div>
      <details>
        <summary className="faint">What it was read from</summary>
        <div className={classes.evidence}>
          {edge.lowerUs !== null && edge.upperUs !== null && (
            <p>
              between {start(edge.lowerUs)} and {start(edge.upperUs)} UTC
            </p>
          )}
          <JsonView value={edge.evidence} />
        </div>
      </details>
    </li>
  )
}
