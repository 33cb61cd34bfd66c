/** The session as a whole: when it began by which clock, and the zone a person says it was recorded in. */
import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { Link } from 'wouter'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatWallClock, formatWallDate, formatZone } from '../../../core/time/zone.ts'
import { sessionPath } from '../commands/goCommands.ts'
import { useZone } from '../settings/useZone.ts'
import { CopyText } from '../widgets/CopyText.tsx'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { formatLength } from '../widgets/quantities.ts'
import { useAttempt } from '../widgets/useAttempt.ts'
import classes from './details.module.css'
import { setZoneWithUndo } from './zoneActions.ts'
import { findZones, listZones } from './zoneNames.ts'

export function SessionFacts({ session }: { readonly session: SessionDetail }) {
  const zone = useZone(session.zone)
  const { epochWallUs } = session
  return (
    <section>
      <dl className={`${classes.facts} ${classes.sessionFacts}`}>
        <div>
          <dt>Began</dt>
          <dd>
            {formatWallDate(epochWallUs, zone)} {formatWallClock(epochWallUs, zone)}{' '}
            <span className="muted">
              {formatZone(zone, epochWallUs)} · {formatLength(session.durationUs)}
            </span>
          </dd>
        </div>
        <div>
          <dt>Recorded in</dt>
          <dd>
            <ZoneSelect session={session} />
          </dd>
        </div>
        <div>
          <dt>Session</dt>
          <dd className={classes.id}>
            <CopyText what="the session’s id" text={session.sessionId} />
            <Link href={`${sessionPath(session.sessionId)}/health`}>Health</Link>
          </dd>
        </div>
      </dl>
    </section>
  )
}

function ZoneSelect({ session }: { readonly session: SessionDetail }) {
  const zones = useMemo(() => listZones(), [])
  const { error, attempt } = useAttempt()
  return (
    <>
      <Select
        aria-label="Zone the session was recorded in"
        placeholder="not said: search a city or region"
        searchable
        clearable
        limit={60}
        maxDropdownHeight={200}
        nothingFoundMessage="No zone by that name"
        clearButtonProps={{ 'aria-label': 'Take the zone back' }}
        data={session.zone !== null && !zones.includes(session.zone) ? [session.zone, ...zones] : zones}
        value={session.zone}
        filter={({ options, search }) => {
          const names = new Set(findZones(zones, search))
          return options.filter((option) => 'value' in option && names.has(option.value))
        }}
        onChange={(zone) => {
          attempt(() => setZoneWithUndo(session.sessionId, session.zone, zone))
        }}
      />
      {error !== undefined && <ErrorNotice error={error} title="The zone was not written" compact />}
    </>
  )
}
