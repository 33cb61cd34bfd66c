/** The timeline with the workbench's state; apart, so that a pan redraws it alone. */
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { useLog } from '../logs/useLog.ts'
import type { Player } from '../playback/player.types.ts'
import type { StageStore } from '../playback/stageStore.ts'
import { useThumbnailStore } from '../thumbnails/useThumbnailStore.ts'
import { Timeline } from '../timeline/Timeline.tsx'
import { Hint } from '../widgets/Hint.tsx'
import { copyMomentLink } from './useUrl.ts'
import type { WorkbenchStore } from './workbenchStore.ts'

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
  const thumbnails = useThumbnailStore()
  const { setSegment, setViewport, showRecording } = store.getState()
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
        logs={log}
        thumbnails={thumbnails}
        onHoverLane={(hover) => stage.setState({ hover })}
        onNudge={(lane) => showRecording(lane.recordings[0]?.recordingId)}
        onCopyLink={() => void copyMomentLink(player, store)}
      />
    </>
  )
}
