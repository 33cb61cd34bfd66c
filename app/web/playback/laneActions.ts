/**
 * What one can do to a lane, once: the tile's menu, the timeline's menu and the keys all offer these. An action that
 * has a row in the table of commands names it, and its keys are those of the table.
 */
import type { Lane, SessionDetail } from '../../../core/protocol/session.ts'
import { askWithhold } from '../details/withholdStore.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import { copyLaneLink, openOriginal } from './laneLinks.ts'
import { recordingAt, placedRecordings } from './laneFrames.ts'
import { mixOf, setMixOf, soundLanesOf } from './laneSound.ts'
import { beginNudge, recordingNear } from './nudge.ts'
import type { Player } from './player.types.ts'
import { editStage } from './stageEdits.ts'
import type { StageStore } from './stageStore.ts'
import { listStageTiles, type StageTile } from './stageTiles.ts'
import { saveStill } from './stillImage.ts'

/** What the actions act on; the workbench's own actions (commandStore) are one of these. */
export interface LaneContext {
  readonly session: SessionDetail
  readonly player: Player
  readonly store: WorkbenchStore
  readonly stage: StageStore
}

export type LaneActionId =
  | 'focus'
  | 'compare'
  | 'pin'
  | 'hide'
  | 'left'
  | 'right'
  | 'mute'
  | 'solo'
  | 'nudge'
  | 'details'
  | 'still'
  | 'original'
  | 'link'
  | 'withhold'

export interface LaneAction {
  /** Also the name of its icon (LaneActionIcon). */
  readonly id: LaneActionId
  readonly name: string
  /** Actions of one group stand together in a menu. */
  readonly group: 'stage' | 'order' | 'sound' | 'recording'
  /** Its row in the table of commands. */
  readonly command?: string
  /** Pressed or not, where it is one of two states. */
  readonly isOn?: boolean
  /** Why it cannot be done now; shown, and `run` does nothing. */
  readonly unavailable?: string
  /** What there is to choose among; `run` takes the first. */
  readonly choices?: readonly { readonly key: string; readonly name: string; run(): void }[]
  run(): void
}

/** The actions of a lane as it stands now, in the order of the menu; those that make no sense for it are left out. */
export function listLaneActions(lane: Lane, context: LaneContext): LaneAction[] {
  const actions = [
    ...stageActions(lane, context),
    ...orderActions(lane, context),
    ...soundActions(lane, context),
    ...recordingActions(lane, context),
  ]
  return actions.map((action) => (action.unavailable ? { ...action, run: () => undefined } : action))
}

/** Does one action to a lane by its id; nothing where the lane is unknown or cannot have it. */
export function runLaneAction(id: LaneActionId, laneId: string | undefined, context: LaneContext): void {
  const lane = context.session.lanes.find((each) => each.laneId === laneId)
  if (!lane) return
  listLaneActions(lane, context)
    .find((action) => action.id === id)
    ?.run()
}

/** The lane that a key is meant for: under the pointer or reached by keyboard, else the focused one. */
export const laneUnderHand = ({ stage, store }: Pick<LaneContext, 'stage' | 'store'>): string | undefined =>
  stage.getState().hover ?? store.getState().focus

const tilesOf = ({ session, store }: LaneContext): StageTile[] => listStageTiles(session, store.getState())

function stageActions(lane: Lane, context: LaneContext): LaneAction[] {
  const { laneId } = lane
  const { store } = context
  const { focus } = store.getState()
  const tiles = tilesOf(context)
  if (!tiles.some((tile) => tile.id === laneId)) return []
  const isFocused = focus === laneId
  const others = tiles.filter((tile) => tile.id !== laneId)
  const compare = (otherId: string): void =>
    store.setState({ layout: 'compare', focus: laneId, other: otherId })
  const focusing: LaneAction = {
    id: 'focus',
    name: isFocused ? 'Leave the focus' : 'Focus',
    group: 'stage',
    command: 'view.focus',
    isOn: isFocused,
    run: () => store.getState().setFocus(isFocused ? undefined : laneId),
  }
  if (others.length === 0) return [focusing]
  const first = others.find((tile) => tile.id === focus) ?? others[0]!
  return [
    focusing,
    {
      id: 'compare',
      name: 'Compare with',
      group: 'stage',
      command: 'view.compare',
      choices: others.map((tile) => ({ key: tile.id, name: tile.title, run: () => compare(tile.id) })),
      run: () => compare(first.id),
    },
  ]
}

function orderActions(lane: Lane, context: LaneContext): LaneAction[] {
  const { laneId } = lane
  const { store } = context
  const { pinned, hidden } = store.getState()
  const ids = tilesOf(context).map((tile) => tile.id)
  const at = ids.indexOf(laneId)
  const isPinned = pinned.includes(laneId)
  const isHidden = hidden.includes(laneId)
  const edit = (name: string, change: () => void) => (): void => editStage(store, name, change)
  const place = (before: string | undefined) => (): void => store.getState().moveLane(laneId, before, ids)
  const actions: LaneAction[] = [
    {
      id: 'pin',
      name: isPinned ? 'Unpin' : 'Pin to the front',
      group: 'order',
      command: 'lane.pin',
      isOn: isPinned,
      run: edit(isPinned ? 'unpin a lane' : 'pin a lane', () => store.getState().togglePinned(laneId)),
    },
  ]
  const left: LaneAction = {
    id: 'left',
    name: 'Move left',
    group: 'order',
    command: 'lane.left',
    run: edit('move a tile', place(ids[at - 1])),
  }
  const right: LaneAction = {
    id: 'right',
    name: 'Move right',
    group: 'order',
    command: 'lane.right',
    run: edit('move a tile', place(ids[at + 2])),
  }
  if (at > 0) actions.push(left)
  if (at >= 0 && at < ids.length - 1) actions.push(right)
  actions.push({
    id: 'hide',
    name: isHidden ? 'Show' : 'Hide',
    group: 'order',
    command: 'lane.hide',
    run: edit(isHidden ? 'show a lane' : 'hide a lane', () => store.getState().toggleHidden(laneId)),
  })
  return actions
}

function soundActions(lane: Lane, { session, player }: LaneContext): LaneAction[] {
  const sounds = soundLanesOf(session, lane)
  if (sounds.length === 0) return []
  const { muted, solo } = mixOf(player, sounds)
  return [
    {
      id: 'mute',
      name: muted ? 'Unmute' : 'Mute',
      group: 'sound',
      command: 'lane.mute',
      isOn: muted,
      run: () => setMixOf(player, sounds, { muted: !muted }),
    },
    {
      id: 'solo',
      name: solo ? 'Hear all again' : 'Hear this alone',
      group: 'sound',
      command: 'lane.solo',
      isOn: solo,
      run: () => setMixOf(player, sounds, { solo: !solo }),
    },
  ]
}

function recordingActions(lane: Lane, context: LaneContext): LaneAction[] {
  const { session, player, store, stage } = context
  const t = player.now()
  const recording = recordingNear(lane, t) ?? lane.recordings[0]
  if (!recording) return []
  const isPlayed = recordingAt(placedRecordings(lane), t) !== undefined
  const still: LaneAction = {
    id: 'still',
    name: 'Save still image',
    group: 'recording',
    command: 'lane.still',
    ...(player.pictures.picture(lane.laneId)
      ? {}
      : { unavailable: isPlayed ? 'no picture is shown yet' : 'no picture here' }),
    run: () => void saveStill(lane, context),
  }
  return [
    {
      id: 'details',
      name: 'Details',
      group: 'recording',
      run: () => store.getState().showRecording(recording.recordingId),
    },
    {
      id: 'nudge',
      name: 'Nudge in time…',
      group: 'recording',
      command: 'lane.nudge',
      ...(recording.placement ? {} : { unavailable: 'it has no place on the timeline' }),
      run: () => stage.setState({ nudge: beginNudge(session, lane.laneId, t) }),
    },
    ...(lane.kind === 'video' ? [still] : []),
    {
      id: 'original',
      name: 'Open the original',
      group: 'recording',
      run: () => openOriginal(player, recording.recordingId),
    },
    {
      id: 'link',
      name: 'Copy link to this, now',
      group: 'recording',
      run: () => void copyLaneLink(lane, context),
    },
    {
      id: 'withhold',
      name: 'Withhold the person…',
      group: 'recording',
      run: () => askWithhold(lane.identity),
    },
  ]
}
