/** The values something was seen from, by name and in units. */
import { JsonView } from '../logs/JsonView.tsx'
import classes from './findings.module.css'
import { describeEvidence } from './evidence.ts'

interface EvidenceListProps {
  readonly evidence: Readonly<Record<string, unknown>>
  /** IANA name of the zone wall clocks are shown in. */
  readonly zone: string
}

export function EvidenceList({ evidence, zone }: EvidenceListProps) {
  const rows = describeEvidence(evidence, zone)
  if (rows.length === 0) return null
  return (
    <dl className={classes.evidence}>
      {rows.map(({ name, text, raw, nested }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {text}
            {raw !== undefined && <span className="faint mono"> {raw}</span>}
            {nested && <JsonView value={nested} />}
          </dd>
        </div>
      ))}
    </dl>
  )
}
