/** The segment, and what the timeline shows. */
import { inWorkbench, type Command, type WorkbenchActions } from './command.ts'
import { edgeAfter, edgeBefore } from './edges.ts'

/** Edges are those of the lane under the pointer, else of the focused one, else of all. */
function chosenIn({ store, hoverLane }: Pick<WorkbenchActions, 'store' | 'hoverLane'>) {
  const { segment, focus } = store.getState()
  return { segment, focus: hoverLane() ?? focus }
}

export const segmentCommands: Command[] = [
  inWorkbench({
    id: 'segment.in',
    name: 'Start the segment here',
    group: 'Segment',
    keys: ['i'],
    run: ({ player, store }) => store.getState().setIn(player.now()),
  }),
  inWorkbench({
    id: 'segment.out',
    name: 'End the segment here',
    group: 'Segment',
    keys: ['o'],
    run: ({ player, store }) => store.getState().setOut(player.now()),
  }),
  inWorkbench({
    id: 'segment.clear',
    name: 'Clear the segment',
    group: 'Segment',
    keys: ['Shift+i', 'Shift+o'],
    run: ({ store }) => store.getState().setSegment(undefined),
  }),
  inWorkbench({
    id: 'segment.toStart',
    name: "To the segment's start, or the edge before",
    group: 'Segment',
    keys: ['['],
    repeats: true,
    run: ({ player, session, ...of }) => player.seek(edgeBefore(session, chosenIn(of), player.now())),
  }),
  inWorkbench({
    id: 'segment.toEnd',
    name: "To the segment's end, or the edge after",
    group: 'Segment',
    keys: [']'],
    repeats: true,
    run: ({ player, session, ...of }) => player.seek(edgeAfter(session, chosenIn(of), player.now())),
  }),
  inWorkbench({
    id: 'segment.loop',
    name: 'Loop the segment',
    group: 'Segment',
    keys: ['Shift+l'],
    run: ({ player, store }) =>
      player.setLoop(player.state.getState().loop ? undefined : store.getState().segment),
  }),
  inWorkbench({
    id: 'segment.export',
    name: 'Export the segment…',
    group: 'Segment',
    keys: ['e'],
    run: ({ openExport }) => openExport(),
  }),
]

export const viewCommands: Command[] = [
  inWorkbench({
    id: 'view.panes',
    name: 'Make the panes as they were at first',
    group: 'View',
    keys: [],
    run: ({ resetPanes }) => resetPanes(),
  }),
  inWorkbench({
    id: 'view.segment',
    name: 'Zoom to the segment',
    group: 'View',
    keys: ['z'],
    run: ({ store }) => store.getState().zoomToSegment(),
  }),
  inWorkbench({
    id: 'view.whole',
    name: 'Show the whole session',
    group: 'View',
    keys: ['0'],
    run: ({ store }) => store.getState().zoomToWhole(),
  }),
  inWorkbench({
    id: 'view.in',
    name: 'Zoom in',
    group: 'View',
    keys: ['+', '=', 'w'],
    repeats: true,
    run: ({ player, store }) => store.getState().zoom('in', player.now()),
  }),
  inWorkbench({
    id: 'view.out',
    name: 'Zoom out',
    group: 'View',
    keys: ['-', 's'],
    repeats: true,
    run: ({ player, store }) => store.getState().zoom('out', player.now()),
  }),
  inWorkbench({
    id: 'view.left',
    name: 'Move the view left',
    group: 'View',
    keys: ['a'],
    repeats: true,
    run: ({ store }) => store.getState().pan('left'),
  }),
  inWorkbench({
    id: 'view.right',
    name: 'Move the view right',
    group: 'View',
    keys: ['d'],
    repeats: true,
    run: ({ store }) => store.getState().pan('right'),
  }),
]
