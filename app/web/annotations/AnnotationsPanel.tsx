/** The side panel's list of marks: tiers as chips, search, the list that follows the playhead, the chosen one unfolded. */
import { Button, Skeleton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useDeferredValue, useMemo } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { CommandTip } from '../commands/CommandTip.tsx'
import type { Player } from '../playback/player.types.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import { ErrorNotice, Notice } from '../widgets/Notice.tsx'
import { formatCount } from '../widgets/quantities.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { AnnotationTable } from './AnnotationTable.tsx'
import { filterAnnotations } from './annotationList.ts'
import classes from './annotations.module.css'
import { CommandKey } from './CommandKey.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { annotateSegment, dropMarker } from './marking.ts'
import { TierBar } from './TierBar.tsx'
import { UnsentNotice } from './UnsentNotice.tsx'
import { useReviewed } from './useReviewed.ts'

interface AnnotationsPanelProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly store: WorkbenchStore
}

export function AnnotationsPanel({ session, player, store }: AnnotationsPanelProps) {
  const { set, unsent, error, retry } = useReviewed(session.sessionId)
  const tier = useStore(store, (state) => state.tierFilter)
  const text = useStore(store, (state) => state.annotationFilter)
  const segment = useStore(store, (state) => state.segment)
  const { setTierFilter, setAnnotationFilter } = store.getState()
  const wanted = useDeferredValue(text)
  const shown = useMemo(
    () => (set ? filterAnnotations(set.annotations, { tier, text: wanted }) : []),
    [set, tier, wanted],
  )
  const desk = { session, player, store }

  if (error !== undefined && error !== null)
    return (
      <ErrorNotice
        error={error}
        title="The annotations could not be read"
        compact
        actions={<Button onClick={retry}>Try again</Button>}
      />
    )
  if (!set) return <PanelSkeleton />
  const isEmpty = set.annotations.length === 0
  return (
    <div className={classes.panel}>
      <UnsentNotice sessionId={session.sessionId} unsent={unsent} />
      <TierBar session={session} set={set} tier={tier} onTier={setTierFilter} />
      {!isEmpty && (
        <div className={classes.tools}>
          <TextInput
            className="grow"
            variant="unstyled"
            aria-label="Search labels, notes, authors"
            placeholder="Search labels, notes, authors"
            leftSection={<IconSearch size={14} stroke={1.6} />}
            value={text}
            onChange={(event) => setAnnotationFilter(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return
              if (text === '') event.currentTarget.blur()
              setAnnotationFilter('')
            }}
          />
          {segment && (
            <CommandTip command="mark.segment">
              <ChipButton onClick={() => annotateSegment(desk)}>Annotate segment</ChipButton>
            </CommandTip>
          )}
          <ExportMenu sessionId={session.sessionId} count={set.annotations.length} />
        </div>
      )}
      <p className="visuallyHidden" role="status">
        {formatCount(shown.length)} of {formatCount(set.annotations.length)} shown
      </p>
      {isEmpty ? (
        <Notice
          title="Nothing is marked yet"
          compact
          actions={
            <>
              <Button onClick={() => dropMarker(desk)}>Mark this moment</Button>
              {segment && (
                <Button variant="default" onClick={() => annotateSegment(desk)}>
                  Annotate the segment
                </Button>
              )}
            </>
          }
        >
          <p>
            <CommandKey id="mark.drop" /> marks the moment the playhead stands at, while it plays too; type to
            name it.
          </p>
          <p>
            A tier is a row of annotations about one thing, such as the strategy of one pupil. Make one with
            +, set a segment with <CommandKey id="segment.in" /> and <CommandKey id="segment.out" />, and
            annotate it with <CommandKey id="mark.segment" />.
          </p>
        </Notice>
      ) : shown.length === 0 ? (
        <Notice title="Nothing here fits" compact>
          {formatCount(set.annotations.length)} marks are hidden.{' '}
          <ChipButton
            onClick={() => {
              setTierFilter('')
              setAnnotationFilter('')
            }}
          >
            Show all
          </ChipButton>
        </Notice>
      ) : (
        <AnnotationTable desk={desk} set={set} shown={shown} unsent={unsent} />
      )}
    </div>
  )
}

function PanelSkeleton() {
  return (
    <div role="status" aria-label="Loading the annotations" className={classes.skeleton}>
      {Array.from({ length: 8 }, (_, row) => (
        <Skeleton key={row} h={12} w={`${58 + ((row * 29) % 34)}%`} />
      ))}
    </div>
  )
}
