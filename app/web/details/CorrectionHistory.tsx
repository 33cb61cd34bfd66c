/** Every recording of the session a person moved by hand, the newest first, withdrawn ones too. */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatWallClock, formatWallDate } from '../../../core/time/zone.ts'
import { useCorrections } from '../api/queries.ts'
import { nameRecording } from '../findings/findings.ts'
import { ErrorNotice } from '../widgets/Notice.tsx'
import { formatShift } from '../widgets/quantities.ts'
import classes from './details.module.css'

interface CorrectionHistoryProps {
  readonly session: SessionDetail
  readonly zone: string
  readonly onRecording: (recordingId: string) => void
}

export function CorrectionHistory({ session, zone, onRecording }: CorrectionHistoryProps) {
  const { data = [], error } = useCorrections(session.sessionId)
  if (error) return <ErrorNotice error={error} title="Corrections could not be read" compact />
  if (data.length === 0) return null
  return (
    <section>
      <h2>Moved by hand</h2>
      <ul className={`${classes.corrections} ${classes.history}`}>
        {data
          .toSorted((a, b) => b.createdWallUs - a.createdWallUs)
          .map((correction) => {
            const { correctionId, recordingId, byUs, note, author, createdWallUs, withdrawnWallUs } =
              correction
            return (
              <li key={correctionId} data-withdrawn={withdrawnWallUs !== null}>
                <strong>{formatShift(byUs)}</strong>
                <span className="grow">
                  <button type="button" className={classes.jump} onClick={() => onRecording(recordingId)}>
                    {nameRecording(session, recordingId)}
                  </button>{' '}
                  {note}{' '}
                  <span className="faint">
                    {author}, {formatWallDate(createdWallUs, zone)} {formatWallClock(createdWallUs, zone, 0)}
                    {withdrawnWallUs !== null && ' · withdrawn'}
                  </span>
                </span>
              </li>
            )
          })}
      </ul>
    </section>
  )
}
