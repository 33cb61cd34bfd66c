/** The side panel and the sessions list. */
import type { PanelTab } from '../workbench/workbenchState.ts'
import { inList, inWorkbench, type Command } from './command.ts'

/** The side panel’s tabs, in the order of their number keys. */
export const PANEL_TABS: readonly (readonly [PanelTab, string])[] = [
  ['log', 'Log'],
  ['annotations', 'Annotations'],
  ['details', 'Details'],
  ['findings', 'Findings'],
  ['query', 'Query'],
  ['exports', 'Exports'],
]

export const panelCommands: Command[] = [
  ...PANEL_TABS.map(([tab, name], index) =>
    inWorkbench({
      id: `panel.${tab}`,
      name,
      group: 'Side panel',
      keys: [String(index + 1)],
      run: ({ store }) => store.getState().setTab(tab),
    }),
  ),
  inWorkbench({
    id: 'panel.filter',
    name: 'Filter the log',
    group: 'Side panel',
    keys: ['/'],
    run: ({ focusFilter }) => focusFilter(),
  }),
]

export const listCommands: Command[] = [
  inList({
    id: 'list.search',
    name: 'Search sessions',
    group: 'Sessions',
    keys: ['/'],
    run: ({ focusSearch }) => focusSearch(),
  }),
  inList({
    id: 'list.next',
    name: 'Next session',
    group: 'Sessions',
    keys: ['ArrowDown', 'j'],
    repeats: true,
    run: ({ move }) => move(1),
  }),
  inList({
    id: 'list.previous',
    name: 'Session before',
    group: 'Sessions',
    keys: ['ArrowUp', 'k'],
    repeats: true,
    run: ({ move }) => move(-1),
  }),
  inList({
    id: 'list.open',
    name: 'Open the session',
    group: 'Sessions',
    keys: ['Enter'],
    run: ({ open }) => open(),
  }),
  inList({
    id: 'list.ingest',
    name: 'Ingest a folder or bucket…',
    group: 'Sessions',
    keys: ['n'],
    run: ({ ingest }) => ingest(),
  }),
]
