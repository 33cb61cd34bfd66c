/** Gathers what painters look at; a new scene is a new picture. */
import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { FindingView } from '../../../core/protocol/index.ts'
import { micros, UTC, ZERO, type Span } from '../../../core/time/index.ts'
import type { AnnotationDraft, Scene } from './paint/scene.ts'
import type { PeaksStore } from './peaksStore.ts'
import type { TimelineProps } from './timelineProps.ts'
import { usePalette } from './usePalette.ts'
import type { TimelineRows } from './useTimelineRows.ts'

function groupFindings(list: readonly FindingView[]): ReadonlyMap<string, readonly FindingView[]> {
  const grouped = new Map<string, FindingView[]>()
  for (const finding of list) {
    if (finding.recordingId === null || finding.severity === 'info' || finding.accepted) continue
    const found = grouped.get(finding.recordingId)
    if (found) found.push(finding)
    else grouped.set(finding.recordingId, [finding])
  }
  return grouped
}

export interface SceneInputs {
  readonly rows: TimelineRows
  readonly peaks: PeaksStore
  readonly revision: number
  readonly widthPx: number
  readonly draft: AnnotationDraft | undefined
}

/** Everything but the canvas's own pixel ratio. */
export type TimelineScene = Omit<Scene, 'pixelRatio'>

export function useScene(
  props: TimelineProps,
  { rows, peaks, revision, widthPx, draft }: SceneInputs,
): TimelineScene {
  const { session, player, viewport, logs, matches, thumbnails, signals, zone = UTC } = props
  const palette = usePalette()
  const mix = useStore(player.state, (state) => state.lanes)
  const { epochWallUs, durationUs } = session
  const whole = useMemo<Span>(() => ({ start: ZERO, end: micros(durationUs) }), [durationUs])
  const findings = useMemo(() => groupFindings(session.findingList), [session.findingList])
  const { annotations, talk, states, result, room, personOf } = rows
  const tiers = useMemo(() => new Map(annotations?.tiers.map((tier) => [tier.key, tier])), [annotations])
  const { annotation } = props
  const chosen = useMemo(
    () => (annotation === undefined ? undefined : annotations?.find(annotation)),
    [annotations, annotation],
  )
  const scale = useMemo(() => ({ view: viewport, widthPx }), [viewport, widthPx])
  const markers = annotations?.markers
  const talkTrack = talk?.track
  return useMemo(
    () => ({
      scale,
      palette,
      epochWallUs,
      zone,
      session: whole,
      peaks,
      thumbnails,
      mix,
      log: logs,
      personOf,
      matches,
      findings,
      tiers,
      markers,
      states,
      talk: talkTrack,
      result,
      room,
      signals,
      chosen,
      draft,
      revision,
    }),
    [
      scale,
      palette,
      epochWallUs,
      zone,
      whole,
      peaks,
      thumbnails,
      mix,
      logs,
      personOf,
      matches,
      findings,
      tiers,
      markers,
      states,
      talkTrack,
      result,
      room,
      signals,
      chosen,
      draft,
      revision,
    ],
  )
}
