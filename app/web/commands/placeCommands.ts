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
    id: 'list.first',
    name: 'First session',
    group: 'Sessions',
    keys: ['Home'],
    run: ({ moveTo }) => moveTo('first'),
  }),
  inList({
    id: 'list.last',
    name: 'Last session',
    group: 'Sessions',
    keys: ['End'],
    run: ({ moveTo }) => moveTo('last'),
  }),
  inList({
    id: 'list.pageDown',
    name: 'A page down',
    group: 'Sessions',
    keys: ['PageDown'],
    repeats: true,
    run: ({ page }) => page(1),
  }),
  inList({
    id: 'list.pageUp',
    name: 'A page up',
    group: 'Sessions',
    keys: ['PageUp'],
    repeats: true,
    run: ({ page }) => page(-1),
  }),
  inList({
    id: 'list.health',
    name: 'Open the session’s health',
    group: 'Sessions',
    keys: ['h'],
    run: ({ health }) => health(),
  }),
  inList({
    id: 'list.link',
    name: 'Copy a link to the session',
    group: 'Sessions',
    keys: ['c'],
    run: ({ copyLink }) => copyLink(),
  }),
  inList({
    id: 'list.menu',
    name: 'What one can do with the session',
    group: 'Sessions',
    keys: ['.'],
    run: ({ menu }) => menu(),
  }),
  inList({
    id: 'list.ingest',
    name: 'Ingest a folder or bucket…',
    group: 'Sessions',
    keys: ['n'],
    run: ({ ingest }) => ingest(),
  }),
]
