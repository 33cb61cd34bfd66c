/** One recording: what the file is, where it was put and why, what a person changed. */
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { RecordingView, SessionDetail } from '../../../core/protocol/session.ts'
import { formatTime } from '../../../core/time/format.ts'
import { formatWallClock, formatZone } from '../../../core/time/zone.ts'
import { sessionPath } from '../commands/goCommands.ts'
import { Finding } from '../findings/Finding.tsx'
import { findSubject } from '../findings/findingPlace.ts'
import { findLane, findRecording, nameRecording } from '../findings/findings.ts'
import { useZone } from '../settings/useZone.ts'
import type { Player } from '../playback/player.types.ts'
import type { SessionRenditions } from '../renditions/renditions.ts'
import { isPlaced } from '../timeline/recordingTime.ts'
import { describeStep, findSteps } from '../timeline/steps.ts'
import { formatSigma } from '../timeline/sync.ts'
import { CopyText } from '../widgets/CopyText.tsx'
import { Grade } from '../widgets/Grade.tsx'
import { formatBytes, formatCount, formatShift, formatSpan } from '../widgets/quantities.ts'
import { explainSigma, findRawStart, formatDrift } from './clockFacts.ts'
import { Corrections } from './Corrections.tsx'
import classes from './details.module.css'
import { EdgeTable } from './EdgeTable.tsx'
import { Proxies } from './Proxies.tsx'

/** The clock view, with the person's recordings apart. */
const clocksOf = (session: SessionDetail, recordingId: string): string => {
  const who = new URLSearchParams({
    who: findLane(session, recordingId)?.identity ?? '',
    rec: recordingId,
  })
  return `${sessionPath(session.sessionId)}/clocks?${who.toString()}`
}

interface RecordingDetailsProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly renditions: SessionRenditions
  readonly recordingId: string
  readonly onBack: () => void
}

export function RecordingDetails({
  session,
  player,
  renditions,
  recordingId,
  onBack,
}: RecordingDetailsProps) {
  const recording = findRecording(session, recordingId)!
  const findings = session.findingList.filter((finding) => findSubject(session, finding) === recording)
  const zone = useZone(session.zone)
  return (
    <div className={classes.details} tabIndex={0} role="region" aria-label="Details">
      <h2 className={classes.title}>
        <Tooltip label="All recordings">
          <ActionIcon aria-label="All recordings" size="sm" onClick={onBack}>
            <IconArrowLeft size={16} />
          </ActionIcon>
        </Tooltip>
        <span className="cut">{nameRecording(session, recordingId)}</span>
      </h2>
      <Placed session={session} player={player} recording={recording} />
      <section>
        <h3>Evidence</h3>
        <EdgeTable recording={recording} epochWallUs={session.epochWallUs} zone={zone} />
        <Link className={classes.jump} href={clocksOf(session, recordingId)}>
          What it is compared with
        </Link>
      </section>
      <section>
        <h3>Move by hand</h3>
        <Corrections session={session} recording={recording} />
      </section>
      <File recording={recording} />
      {recording.width !== null && (
        <Proxies session={session} player={player} renditions={renditions} recording={recording} />
      )}
      {findings.length > 0 && (
        <section>
          <h3>Findings</h3>
          <ul className={classes.findings}>
            {findings.map((finding) => (
              <Finding key={finding.findingId} finding={finding} session={session} player={player} />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function Placed({
  session,
  player,
  recording,
}: {
  session: SessionDetail
  player: Player
  recording: RecordingView
}) {
  const { placement } = recording
  const zone = useZone(session.zone)
  if (!placement)
    return (
      <section>
        <h3>Placement</h3>
        <p className="muted">
          Not placed: nothing says when this was recorded, so it is not shown on the timeline rather than
          guessed. Lay the egress's EgressInfo beside it and ingest again.
        </p>
      </section>
    )
  const raw = findRawStart(recording)
  const steps = isPlaced(recording) ? findSteps(recording) : []
  const wall = (us: number): string =>
    `${formatWallClock(session.epochWallUs + us, zone)} ${formatZone(zone, session.epochWallUs)}`
  return (
    <section>
      <h3>Placement</h3>
      <dl className={classes.facts}>
        <Fact name="From">
          <button type="button" className={classes.jump} onClick={() => player.seek(placement.startUs)}>
            {formatTime(placement.startUs)}
          </button>{' '}
          <span className="muted">{wall(placement.startUs)}</span>
        </Fact>
        <Fact name="To">
          <button type="button" className={classes.jump} onClick={() => player.seek(placement.endUs)}>
            {formatTime(placement.endUs)}
          </button>{' '}
          <span className="muted">{wall(placement.endUs)}</span>
        </Fact>
        <Fact name="Certainty">
          <Grade grade={placement.grade} /> {formatSigma(placement.sigmaUs)}{' '}
          <span className="muted">by {placement.method.replaceAll('_', ' ')}</span>
        </Fact>
        <Fact name="σ is">
          <span className="muted">{explainSigma(placement)}</span>
        </Fact>
        {raw && (
          <>
            <Fact name="Raw">
              {wall(raw.wallUs - session.epochWallUs)} <span className="muted">the {raw.who} says</span>
            </Fact>
            <Fact name="Moved">
              {formatShift(Math.round(session.epochWallUs + placement.startUs - raw.wallUs))}{' '}
              <span className="muted">placed against raw</span>
            </Fact>
          </>
        )}
        <Fact name="Drift">
          <span className={placement.driftSigmaPpm === null ? 'muted' : undefined}>
            {formatDrift(placement)}
          </span>
        </Fact>
        {steps.length > 0 && (
          <Fact name="Steps">
            <ul className={classes.steps}>
              {steps.map((step) => (
                <li key={step.step.mediaUs}>
                  <button
                    type="button"
                    className={classes.jump}
                    onClick={() => player.seek(Math.max(0, Math.round(step.atUs)))}
                  >
                    {describeStep(step)}
                  </button>
                </li>
              ))}
            </ul>
          </Fact>
        )}
        {placement.correctionUs !== 0 && (
          <Fact name="By hand">
            {formatShift(placement.correctionUs)}{' '}
            <span className="muted">
              computed: {formatTime(placement.computedOffsetUs + recording.firstPtsUs)}
            </span>
          </Fact>
        )}
      </dl>
    </section>
  )
}

function File({ recording }: { readonly recording: RecordingView }) {
  const { width, height, sampleRateHz, channels } = recording
  const shape =
    width !== null && height !== null
      ? `${width} × ${height}`
      : sampleRateHz !== null
        ? `${sampleRateHz / 1000} kHz${channels === null ? '' : `, ${channels} ${channels === 1 ? 'channel' : 'channels'}`}`
        : ''
  return (
    <section>
      <h3>File</h3>
      <dl className={classes.facts}>
        <Fact name="Key">
          <CopyText what="the key" text={recording.objectKey} />
        </Fact>
        <Fact name="Format">
          {recording.codec} in {recording.container} <span className="muted">{shape}</span>
        </Fact>
        <Fact name="Size">
          {formatBytes(recording.sizeBytes)}{' '}
          <span className="muted">{formatCount(recording.packetCount)} packets</span>
        </Fact>
        <Fact name="Media time">
          {formatTime(recording.firstPtsUs)} – {formatTime(recording.endPtsUs)}
        </Fact>
        <Fact name="Holes">
          {recording.holes.length === 0 ? (
            <span className="muted">none</span>
          ) : (
            `${recording.holes.length}, together ${formatSpan(recording.holes.reduce((sum, hole) => sum + hole.endPtsUs - hole.startPtsUs, 0))}`
          )}
        </Fact>
        <Fact name="Track">
          <code className="mono">{recording.trackId}</code>
        </Fact>
        {recording.egressId !== null && (
          <Fact name="Egress">
            <code className="mono">{recording.egressId}</code>
          </Fact>
        )}
      </dl>
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
