/** A result as a table or a playlist of moments; moments of one session also as a lane of its timeline. */
import { Button, SegmentedControl } from '@mantine/core'
import { IconTimeline } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { QueryResult } from '../../../core/protocol/jobs.ts'
import { formatCount } from '../widgets/quantities.ts'
import { MomentList } from './MomentList.tsx'
import { MomentSteps } from './MomentSteps.tsx'
import { makeLane } from './moments.ts'
import { findOpen, linkMoment, playlistStore } from './playlist.ts'
import classes from './query.module.css'
import type { QueryRun } from './queryRun.ts'
import { formatQueryLine } from './recentQueries.ts'
import { resultLaneStore, showResultLane } from './resultLane.ts'
import { ResultTable } from './ResultTable.tsx'

interface QueryOutcomeProps {
  readonly query: QueryRun
  readonly result: QueryResult
  readonly sessionId: string | undefined
}

export function QueryOutcome({ query, result, sessionId }: QueryOutcomeProps) {
  const [, navigate] = useLocation()
  const { view, moments, ranSql = '' } = useStore(query.state)
  const shown = useStore(resultLaneStore, ({ lane }) => lane)
  if (moments.length === 0) return <ResultTable result={result} moments={moments} />

  const laneOf =
    sessionId ?? (moments[Math.max(0, findOpen(playlistStore.getState(), moments))] ?? moments[0]!).sessionId
  const lane = makeLane(moments, laneOf, nameLane(ranSql))
  const isShown = shown !== undefined && shown.sessionId === laneOf && shown.name === lane?.name
  const showLane = (): void => {
    if (isShown) return showResultLane(undefined)
    showResultLane(lane)
    const first = moments.find((moment) => moment.sessionId === laneOf)
    if (sessionId === undefined && first) navigate(linkMoment(first))
  }
  return (
    <>
      <div className={classes.views}>
        <SegmentedControl
          size="xs"
          aria-label="Show the result as"
          value={view}
          onChange={(value) => query.setView(value === 'moments' ? 'moments' : 'table')}
          data={[
            { value: 'table', label: 'Table' },
            { value: 'moments', label: `Moments ${formatCount(moments.length)}` },
          ]}
        />
        {lane && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconTimeline size={14} />}
            aria-pressed={isShown}
            onClick={showLane}
          >
            {isShown ? 'Hide the lane' : 'Show as a lane'}
          </Button>
        )}
        <MomentSteps moments={moments} />
      </div>
      {view === 'moments' ? (
        <MomentList moments={moments} sessionId={sessionId} />
      ) : (
        <ResultTable result={result} moments={moments} />
      )}
    </>
  )
}

const nameLane = (sql: string): string =>
  /\bilike\s+'%?([^'%]+)%?'/i.exec(sql)?.[1] ?? formatQueryLine(sql).slice(0, 40)
