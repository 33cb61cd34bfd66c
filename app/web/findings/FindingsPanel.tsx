/** What is not as it should be in this session: what, why it matters, the evidence, and where it is. */
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { Player } from '../playback/player.types.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import { Notice } from '../widgets/Notice.tsx'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { Finding } from './Finding.tsx'
import { FindingFilters } from './FindingFilters.tsx'
import { formatFindingFilter, isFindingShown, parseFindingFilter } from './findingFilter.ts'
import classes from './findings.module.css'
import { moveBetweenFindings } from './findingKeys.ts'
import { sortFindings } from './findings.ts'

interface FindingsPanelProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly store: WorkbenchStore
}

export function FindingsPanel({ session, player, store }: FindingsPanelProps) {
  const text = useStore(store, (state) => state.findingFilter)
  const { setFindingFilter, showRecording } = store.getState()
  const filter = parseFindingFilter(text)
  if (session.findingList.length === 0)
    return (
      <Notice title="Nothing to look at" compact>
        Every recording of this session was read, placed and found as its manifest says.
      </Notice>
    )
  const shown = sortFindings(session.findingList).filter((one) => isFindingShown(session, one, filter))
  const open = shown.filter((finding) => finding.accepted === null)
  const accepted = shown.filter((finding) => finding.accepted !== null)
  const list = (findings: typeof shown) =>
    findings.map((finding) => (
      <Finding
        key={finding.findingId}
        finding={finding}
        session={session}
        player={player}
        onRecording={showRecording}
      />
    ))
  return (
    <div className={classes.panel}>
      <FindingFilters
        session={session}
        filter={filter}
        onFilter={(next) => setFindingFilter(formatFindingFilter(next))}
      />
      <div
        className={classes.scroll}
        tabIndex={0}
        role="region"
        aria-label="Findings"
        onKeyDown={moveBetweenFindings}
      >
        {shown.length === 0 && (
          <Notice title="No finding is like that" compact>
            <ChipButton onClick={() => setFindingFilter('')}>
              Show all {session.findingList.length}
            </ChipButton>
          </Notice>
        )}
        {shown.length > 0 && open.length === 0 && (
          <Notice title="All of these are accepted" compact>
            Nothing is left to look at.
          </Notice>
        )}
        <ul className={classes.list}>{list(open)}</ul>
        {accepted.length > 0 && (
          <details className={classes.accepted}>
            <summary>Accepted {accepted.length}</summary>
            <ul className={classes.list}>{list(accepted)}</ul>
          </details>
        )}
      </div>
    </div>
  )
}
