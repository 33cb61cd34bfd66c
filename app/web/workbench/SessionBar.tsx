/** The top bar of an open session: its name, when it was by the wall clock, how well it is aligned. */
import { Link } from 'wouter'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { formatWallClock, formatZone } from '../../../core/time/zone.ts'
import { CommandTip } from '../commands/CommandTip.tsx'
import { sessionPath } from '../commands/goCommands.ts'
import { useZone } from '../settings/useZone.ts'
import { formatSigma, worstSync } from '../timeline/sync.ts'
import { Chip, ChipButton } from '../widgets/Chip.tsx'
import { Crumb } from '../widgets/Crumb.tsx'
import { formatDay, formatLength } from '../widgets/quantities.ts'
import { TopBar } from '../widgets/TopBar.tsx'
import widgets from '../widgets/widgets.module.css'
import classes from './workbench.module.css'

interface SessionBarProps {
  readonly session: SessionDetail
  readonly onAlignment: () => void
}

export function SessionBar({ session, onAlignment }: SessionBarProps) {
  const zone = useZone(session.zone)
  const { epochWallUs } = session
  const day = formatDay(epochWallUs, zone).split(' · ')[0]
  return (
    <TopBar>
      <Crumb sessionId={session.sessionId} roomName={session.roomName} />
      <Chip title="Session time 0, by the wall clock, and the session's length">
        <span className={classes.wide}>{day} · </span>
        {formatWallClock(epochWallUs, zone, 0)} {formatZone(zone, epochWallUs)} ·{' '}
        {formatLength(session.durationUs)}
      </Chip>
      <AlignmentChip session={session} onClick={onAlignment} />
      <CommandTip command="go.health">
        <Link
          href={`${sessionPath(session.sessionId)}/health`}
          className={`${widgets.chip} ${classes.health}`}
        >
          Health
        </Link>
      </CommandTip>
      <CommandTip command="go.clocks">
        <Link
          href={`${sessionPath(session.sessionId)}/clocks`}
          className={`${widgets.chip} ${classes.health}`}
        >
          Clocks
        </Link>
      </CommandTip>
    </TopBar>
  )
}

function AlignmentChip({
  session,
  onClick,
}: {
  readonly session: SessionDetail
  readonly onClick: () => void
}) {
  const { grade, sigmaUs, unplaced } = worstSync(session.lanes)
  const total = session.lanes.reduce((sum, lane) => sum + lane.recordings.length, 0)
  const tone = grade === undefined || grade === 'C' || unplaced > 0 ? 'bad' : grade === 'B' ? 'warn' : 'good'
  const worst = grade === undefined ? 'none' : `worst ${grade} ${formatSigma(sigmaUs)}`
  return (
    <ChipButton onClick={onClick} title="Recordings with a place on the timeline; the least certain of them">
      <span className={widgets.dot} data-tone={tone} />
      <span>
        {total - unplaced} of {total} placed<span className={classes.wide}> · {worst}</span>
      </span>
    </ChipButton>
  )
}
