/** The timeline's rows as a whole: folded, tall or small, filtered; and the zone of its wall clock. */
import { openSignals } from '../signals/signalCalls.ts'
import { focusRowFilter } from '../timeline/filterFocus.ts'
import { createRowEdits } from '../timeline/rowEdits.ts'
import { withPreset, type HeightPreset } from '../timeline/rowHeights.ts'
import { inWorkbench, type Command } from './command.ts'

const heightCommand = (preset: HeightPreset, name: string): Command =>
  inWorkbench({
    id: `rows.${preset}`,
    name,
    group: 'View',
    keys: [],
    run: ({ store, session }) => createRowEdits(store, session).setHeights(withPreset(preset)),
  })

const foldCommand = (id: string, name: string, fold: boolean): Command =>
  inWorkbench({
    id,
    name,
    group: 'View',
    keys: [],
    run: ({ store, session }) => createRowEdits(store, session).foldAll(fold),
  })

export const rowCommands: Command[] = [
  inWorkbench({
    id: 'rows.filter',
    name: 'Filter the timeline’s rows',
    group: 'View',
    keys: ['r'],
    run: focusRowFilter,
  }),
  inWorkbench({
    id: 'rows.signals',
    name: 'Add a signal lane…',
    group: 'View',
    keys: [],
    run: openSignals,
  }),
  foldCommand('rows.fold', 'Fold everyone’s lanes', true),
  foldCommand('rows.unfold', 'Unfold everyone’s lanes', false),
  heightCommand('small', 'Small lanes'),
  heightCommand('normal', 'Lanes of normal height'),
  heightCommand('tall', 'Tall lanes'),
]
