/** The stage: its layouts, and what one does to the lane under the pointer, or else to the focused one. */
import { laneUnderHand, runLaneAction, type LaneActionId } from '../playback/laneActions.ts'
import { beginNudge, frameLengthUs, shiftedBy } from '../playback/nudge.ts'
import { editStage } from '../playback/stageEdits.ts'
import { listStageTiles } from '../playback/stageTiles.ts'
import { inWorkbench, type Command, type WorkbenchActions } from './command.ts'

const TEN_MS = 10_000

const laneCommand = (id: LaneActionId, name: string, keys: readonly string[]): Command =>
  inWorkbench({
    id: `lane.${id}`,
    name,
    group: 'Stage',
    keys,
    run: (workbench) => runLaneAction(id, laneUnderHand(workbench), workbench),
  })

/** Moves the lane in hand, as a trial: `frames` of its own or `byUs`. */
function nudge(workbench: WorkbenchActions, by: { readonly frames: number } | { readonly us: number }): void {
  const { session, player, stage } = workbench
  const laneId = stage.getState().nudge?.laneId ?? laneUnderHand(workbench)
  if (laneId === undefined) return
  const now = stage.getState().nudge ?? beginNudge(session, laneId, player.now())
  if (!now) return
  const recordings = session.lanes.flatMap((lane) => lane.recordings)
  const recording = recordings.find(({ recordingId }) => recordingId === now.recordingId)
  const byUs = 'us' in by ? by.us : recording ? by.frames * frameLengthUs(recording) : 0
  stage.setState({ nudge: shiftedBy(now, byUs) })
}

const nudgeCommand = (id: string, name: string, key: string, by: Parameters<typeof nudge>[1]): Command =>
  inWorkbench({
    id: `nudge.${id}`,
    name,
    group: 'Stage',
    keys: [key],
    repeats: true,
    run: (workbench) => nudge(workbench, by),
  })

/** Makes the tile in hand large; what is large already, or nothing in hand, goes there and back. */
function focus({ session, store, stage }: WorkbenchActions): void {
  const { hover } = stage.getState()
  const view = store.getState()
  const isTile = listStageTiles(session, view).some((tile) => tile.id === hover)
  if (hover !== undefined && isTile && hover !== view.focus) view.setFocus(hover)
  else view.toggleFocus(session)
}

/** Two large: the focused tile and the one in hand, else the next. */
function compare({ session, store, stage }: WorkbenchActions): void {
  const { hover } = stage.getState()
  const view = store.getState()
  const isTile = listStageTiles(session, view).some((tile) => tile.id === hover)
  if (view.focus !== undefined && hover !== undefined && isTile && hover !== view.focus) view.setOther(hover)
  else view.setLayout(session, 'compare')
}

export const stageCommands: Command[] = [
  inWorkbench({
    id: 'view.grid',
    name: 'All tiles in a grid',
    group: 'Stage',
    keys: ['g'],
    run: ({ session, store }) => store.getState().setLayout(session, 'grid'),
  }),
  inWorkbench({
    id: 'view.focus',
    name: 'Focus a tile, or leave the focus',
    group: 'Stage',
    keys: ['f'],
    run: focus,
  }),
  inWorkbench({
    id: 'view.film',
    name: 'All tiles in one row',
    group: 'Stage',
    keys: ['Shift+f'],
    run: ({ session, store }) => store.getState().setLayout(session, 'film'),
  }),
  inWorkbench({
    id: 'view.compare',
    name: 'Compare two tiles',
    group: 'Stage',
    keys: ['Shift+g'],
    run: compare,
  }),
  laneCommand('mute', 'Mute the lane under the pointer', ['8']),
  laneCommand('solo', 'Hear the lane under the pointer alone', ['9']),
  laneCommand('pin', 'Pin the lane under the pointer', ['p']),
  laneCommand('hide', 'Hide the lane under the pointer', ['h']),
  inWorkbench({
    id: 'lane.showAll',
    name: 'Show all lanes again',
    group: 'Stage',
    keys: ['Shift+h'],
    run: ({ store }) => editStage(store, 'show all lanes', () => store.getState().showAll()),
  }),
  laneCommand('left', 'Move the tile left', ['{']),
  laneCommand('right', 'Move the tile right', ['}']),
  laneCommand('still', 'Save a still image of the tile', ['Shift+s']),
  laneCommand('nudge', 'Nudge the lane in time…', ['u']),
  nudgeCommand('frameEarlier', 'Try it a frame earlier', 'Alt+Shift+ArrowLeft', { frames: -1 }),
  nudgeCommand('frameLater', 'Try it a frame later', 'Alt+Shift+ArrowRight', { frames: 1 }),
  nudgeCommand('earlier', 'Try it 10 ms earlier', 'Alt+Shift+ArrowDown', { us: -TEN_MS }),
  nudgeCommand('later', 'Try it 10 ms later', 'Alt+Shift+ArrowUp', { us: TEN_MS }),
]
