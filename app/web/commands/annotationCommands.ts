/** Marks: made, gone to, named, deleted. What they do is in annotations/marking.ts. */
import { annotateSegment, deleteChosen, dropMarker, goToMark, nameChosen } from '../annotations/marking.ts'
import { inWorkbench, type Command } from './command.ts'

export const annotationCommands: Command[] = [
  inWorkbench({
    id: 'mark.drop',
    name: 'Mark this moment',
    group: 'Marks',
    keys: ['m'],
    run: dropMarker,
  }),
  inWorkbench({
    id: 'mark.segment',
    name: 'Annotate the segment',
    group: 'Marks',
    keys: ['Shift+a'],
    run: annotateSegment,
  }),
  inWorkbench({
    id: 'mark.previous',
    name: 'Mark before',
    group: 'Marks',
    keys: ['Shift+ArrowUp'],
    repeats: true,
    run: (desk) => goToMark(desk, -1),
  }),
  inWorkbench({
    id: 'mark.next',
    name: 'Next mark',
    group: 'Marks',
    keys: ['Shift+ArrowDown'],
    repeats: true,
    run: (desk) => goToMark(desk, 1),
  }),
  inWorkbench({
    id: 'mark.name',
    name: 'Name the chosen mark',
    group: 'Marks',
    keys: ['F2'],
    run: nameChosen,
  }),
  inWorkbench({
    id: 'mark.delete',
    name: 'Delete the chosen mark',
    group: 'Marks',
    keys: ['Delete', 'Backspace'],
    run: deleteChosen,
  }),
]
