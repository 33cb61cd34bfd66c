/** Ways out of the page for a lane: its file, and a link that shows it large at this moment. */
import type { Lane } from '../../../core/protocol/session.ts'
import { formatMoment } from '../workbench/urlState.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import type { Player } from './player.types.ts'
import { say, type StageStore } from './stageStore.ts'

interface LinkContext {
  readonly player: Player
  readonly store: WorkbenchStore
  readonly stage: StageStore
}

/** Opens the recording's media in a tab of its own. */
export function openOriginal(player: Player, recordingId: string): void {
  const url = player.mediaUrl(recordingId)
  if (url) window.open(url, '_blank', 'noopener')
}

/** The address that shows a lane large at `t`, all else as it is. */
export function formatLaneLink(lane: Lane, t: number, store: WorkbenchStore): string {
  const view = { ...store.getState(), layout: 'focus' as const, focus: lane.laneId, other: undefined }
  return formatMoment({ t, view })
}

/** Puts that address on the clipboard, and says so. */
export async function copyLaneLink(lane: Lane, { player, store, stage }: LinkContext): Promise<void> {
  const search = formatLaneLink(lane, player.now(), store)
  await navigator.clipboard.writeText(location.origin + location.pathname + search).then(
    () => say(stage, 'Link copied'),
    () => say(stage, 'The browser did not let the link be copied'),
  )
}
