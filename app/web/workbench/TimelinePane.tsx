/** The timeline with the workbench's state; apart, so that a pan redraws it alone. */
import { lazy, Suspense, useCallback, useMemo } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Annotation } from '../../../core/protocol/review.ts'
import type { Lane, SessionDetail } from '../../../core/protocol/session.ts'
import type { Span } from '../../../core/time/span.ts'
import { addAnnotation, editAnnotation } from '../annotations/annotationActions.ts'
import { useReviewed } from '../annotations/useReviewed.ts'
import { logMatches } from '../logs/logStore.ts'
import type { useLog } from '../logs/useLog.ts'
import type { Player } from '../playback/player.types.ts'
import type { StageStore } from '../playback/stageStore.ts'
import { useResultLane } from '../query/useResultLane.ts'
import { settingsStore } from '../settings/settingsStore.ts'
import { useZone } from '../settings/useZone.ts'
import { useThumbnailStore } from '../thumbnails/useThumbnailStore.ts'
import { openSignals, signalCalls } from '../signals/signalCalls.ts'
import { useTimelineSignals } from '../signals/useTimelineSignals.ts'
import { createRowEdits } from '../timeline/rowEdits.ts'
import { Timeline } from '../timeline/Timeline.tsx'
import { nextZone } from '../timeline/zones.ts'
import { Hint } from '../widgets/Hint.tsx'
import type { WorkbenchStore } from './workbenchStore.ts'

const LaneMenuItems = lazy(async () => ({
  default: (await import('../playback/LaneMenuItems.tsx')).LaneMenuItems,
}))

const SignalDialog = lazy(async () => ({
  default: (await import('../signals/SignalDialog.tsx')).SignalDialog,
}))

interface TimelinePaneProps {
  readonly session: SessionDetail
  readonly player: Player
  readonly store: WorkbenchStore
  readonly stage: StageStore
  readonly log: ReturnType<typeof useLog>['data']
}

export function TimelinePane({ session, player, store, stage, log }: TimelinePaneProps) {
  const segment = useStore(store, (state) => state.segment)
  const viewport = useStore(store, (state) => state.viewport)
  const annotation = useStore(store, (state) => state.annotation)
  const arrangement = useStore(
    store,
    useShallow(({ hidden, pinned, order, collapsed, heights, laneFilter }) => ({
      hidden,
      pinned,
      order,
      collapsed,
      heights,
      laneFilter,
    })),
  )
  const leads = useStore(settingsStore, ({ times }) => times)
  const matches = useStore(logMatches, ({ tUs }) => tUs)
  const { set } = useReviewed(session.sessionId)
  const zone = useZone(session.zone)
  const thumbnails = useThumbnailStore()
  const result = useResultLane(session.sessionId)
  const signals = useTimelineSignals(session.sessionId, store)
  const choosesSignals = useStore(signalCalls, ({ isOpen }) => isOpen)
  const edits = useMemo(() => createRowEdits(store, session), [store, session])
  const { setSegment, setViewport, setAnnotation } = store.getState()

  const change = useCallback(
    (annotationId: string, { start, end }: Span) => {
      const before = set?.annotations.find((one) => one.annotationId === annotationId)
      if (!before) return
      const name = before.tierId === null ? 'move a marker' : 'change an annotation'
      editAnnotation(session, before, { startUs: start, endUs: end }, name)
    },
    [session, set],
  )
  const make = useCallback(
    (tierId: string, { start, end }: Span) =>
      setAnnotation(addAnnotation(session, { tierId, startUs: start, endUs: end })),
    [session, setAnnotation],
  )
  const choose = useCallback(({ annotationId }: Annotation) => setAnnotation(annotationId), [setAnnotation])
  const laneItems = useCallback(
    (lane: Lane, name: string) => (
      <Suspense fallback={null}>
        <LaneMenuItems lane={lane} name={name} context={{ session, player, store, stage }} />
      </Suspense>
    ),
    [session, player, store, stage],
  )
  const showNextZone = useCallback(
    () => settingsStore.setState((settings) => ({ zone: nextZone(settings.zone, session.zone) })),
    [session.zone],
  )
  return (
    <>
      <Hint id="timeline" />
      <Timeline
        session={session}
        player={player}
        segment={segment}
        onSegment={setSegment}
        viewport={viewport}
        onViewport={setViewport}
        arrangement={arrangement}
        edits={edits}
        logs={log}
        thumbnails={thumbnails}
        result={result}
        signals={signals}
        onSignals={openSignals}
        matches={matches}
        annotations={set}
        annotation={annotation}
        onAnnotation={choose}
        onAnnotationChange={change}
        onAnnotationNew={make}
        zone={zone}
        onZone={showNextZone}
        leads={leads}
        laneItems={laneItems}
        onHoverLane={(hover) => stage.setState({ hover })}
      />
      {choosesSignals && (
        <Suspense fallback={null}>
          <SignalDialog session={session} store={store} />
        </Suspense>
      )}
    </>
  )
}
