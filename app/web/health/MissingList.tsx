/** What is missing and why: each absence as a line that opens its moment, and what could not be placed. */
import { useState } from 'react'
import { Link } from 'wouter'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import { formatWallClock, formatZone } from '../../../core/time/zone.ts'
import { personColor } from '../theme/people.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import { formatSpan } from '../widgets/quantities.ts'
import classes from './health.module.css'
import { momentHref } from './links.ts'
import { listMissing, listUnrecorded, type Missing } from './missing.ts'

/** Sessions of many people have hundreds; the first are shown until all are asked for. */
const FIRST = 40

interface MissingListProps {
  readonly session: SessionDetail
  readonly home: string
  readonly zone: string
}

export function MissingList({ session, home, zone }: MissingListProps) {
  const [all, setAll] = useState(false)
  const missing = listMissing(session)
  const unrecorded = listUnrecorded(session)
  const unplaced = session.lanes.flatMap((lane) =>
    lane.recordings.flatMap((recording) => (recording.placement ? [] : [{ lane, recording }])),
  )
  if (session.lanes.length === 0 && unrecorded.length === 0) return null
  const shown = all ? missing : missing.slice(0, FIRST)
  return (
    <section aria-labelledby="missing">
      <h2 id="missing">What is missing, and why</h2>
      {missing.length + unrecorded.length + unplaced.length === 0 && (
        <p className="muted">Nothing: every track was recorded from the session’s start to its end.</p>
      )}
      {missing.length > 0 && (
        <div className={classes.scroll}>
          <table className={classes.list}>
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">By the wall clock ({formatZone(zone, session.epochWallUs)})</th>
                <th scope="col">In the session</th>
                <th scope="col" data-number>
                  Length
                </th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => (
                <Row
                  key={`${one.laneIds.join()} ${one.startUs}`}
                  one={one}
                  epochWallUs={session.epochWallUs}
                  home={home}
                  zone={zone}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown.length < missing.length && (
        <ChipButton onClick={() => setAll(true)}>Show all {missing.length}</ChipButton>
      )}
      {(unrecorded.length > 0 || unplaced.length > 0) && (
        <ul className={classes.notes}>
          {unrecorded.map((person) => (
            <li key={person.identity}>
              <strong>{person.name}</strong> is named in the files or the log, but no recording of them was
              found.
            </li>
          ))}
          {unplaced.map(({ lane, recording }) => (
            <li key={recording.recordingId}>
              <strong>{lane.identity}</strong>: <span className="mono">{recording.objectKey}</span> is not
              placed. Nothing says when it was recorded.
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

interface RowProps {
  readonly one: Missing
  readonly epochWallUs: number
  readonly home: string
  readonly zone: string
}

function Row({ one, epochWallUs, home, zone }: RowProps) {
  const wall = (us: number): string => formatWallClock(epochWallUs + us, zone, 0)
  return (
    <tr>
      <td>
        <span className={classes.person}>
          <i style={{ background: personColor(one.person) }} /> {one.name}
        </span>
      </td>
      <td>{one.what}</td>
      <td>
        {wall(one.startUs)} – {wall(one.endUs)}
      </td>
      <td>
        <Link href={momentHref(home, { tUs: one.startUs })} className={classes.jump}>
          {formatTime(one.startUs)}
        </Link>{' '}
        <span className="muted">– {formatTime(one.endUs)}</span>
      </td>
      <td data-number>{formatSpan(one.endUs - one.startUs)}</td>
      <td className="muted">{one.why}</td>
    </tr>
  )
}
