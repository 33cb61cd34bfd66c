/** The log: from match to match, and what its table shows. */
import { findMatch, seekTimeOf } from '../logs/nextMatch.ts'
import { logMatches } from '../logs/logStore.ts'
import { inWorkbench, type Command, type WorkbenchActions } from './command.ts'

/** Seeks to the next row that fits the log's filter, or the one before; stays where there is none. */
export const goToMatch = (player: WorkbenchActions['player'], direction: 1 | -1): void => {
  const t = findMatch(logMatches.getState(), player.now(), direction)
  if (t !== undefined) player.seek(seekTimeOf(t))
}

export const logCommands: Command[] = [
  inWorkbench({
    id: 'log.next',
    name: 'To the next match of the log’s filter, or its next row',
    group: 'Side panel',
    keys: ['n'],
    repeats: true,
    run: ({ player }) => goToMatch(player, 1),
  }),
  inWorkbench({
    id: 'log.previous',
    name: 'To the match before, or the row before',
    group: 'Side panel',
    keys: ['Shift+n'],
    repeats: true,
    run: ({ player }) => goToMatch(player, -1),
  }),
  inWorkbench({
    id: 'log.clocks',
    name: 'Both clocks in the log',
    group: 'Side panel',
    keys: [],
    run: ({ store }) => {
      store.getState().toggleLogClocks()
      store.getState().setTab('log')
    },
  }),
  inWorkbench({
    id: 'log.clear',
    name: 'Clear the log’s filter',
    group: 'Side panel',
    keys: [],
    run: ({ store }) => store.getState().setLogFilter(''),
  }),
]
