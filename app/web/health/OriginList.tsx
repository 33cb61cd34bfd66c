/** Where the session came from: its sources, when they were last ingested, and what beside its files was left out. */
import { Skeleton } from '@mantine/core'
import type { Origin } from '../../../core/protocol/origin.ts'
import { formatWallClock, formatWallDate, formatZone } from '../../../core/time/zone.ts'
import { CopyText } from '../widgets/CopyText.tsx'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { formatBytes } from '../widgets/quantities.ts'
import classes from './health.module.css'

interface OriginListProps {
  readonly origin: Origin | undefined
  readonly error: unknown
  readonly zone: string
}

const STATUS: Record<Origin['leftOut'][number]['status'], string> = {
  orphaned: 'orphaned: its other half is missing',
  refused: 'refused: could not be read or understood',
}

export function OriginList({ origin, error, zone }: OriginListProps) {
  return (
    <section aria-labelledby="origin">
      <h2 id="origin">Where it came from</h2>
      {error !== null && error !== undefined && !origin ? (
        <ErrorNotice error={error} title="The sources could not be read" compact />
      ) : origin ? (
        <>
          <ul className={classes.sources}>
            {origin.sources.map((source) => (
              <li key={source.sourceId}>
                <CopyText what="the source" text={source.uri} />
                <span className="muted">last ingested {formatWhen(source.lastIngestedWallUs, zone)}</span>
              </li>
            ))}
          </ul>
          <LeftOut origin={origin} />
        </>
      ) : (
        <Skeleton h={24} />
      )}
    </section>
  )
}

function LeftOut({ origin: { leftOut } }: { readonly origin: Origin }) {
  if (leftOut.length === 0) return <p className="muted">Every file in this session’s folders was indexed.</p>
  return (
    <>
      <h3>
        {leftOut.length} {leftOut.length === 1 ? 'file' : 'files'} in its folders orphaned or refused
      </h3>
      <ul className={classes.notes}>
        {leftOut.map((object) => (
          <li key={`${object.sourceId} ${object.objectKey}`}>
            <span className="mono">{object.objectKey}</span>{' '}
            <span className="muted">
              {formatBytes(object.sizeBytes)} · {STATUS[object.status]}
            </span>
            {object.messages.map((message) => (
              <p key={message} className="muted">
                {message.replace(`${object.objectKey}: `, '')}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </>
  )
}

const formatWhen = (wallUs: number, zone: string): string =>
  `${formatWallDate(wallUs, zone)} ${formatWallClock(wallUs, zone, 0)} ${formatZone(zone, wallUs)}`
