/** One row a place: the way there, and in what order the places are named. */
import type { Command, CommandContext } from './command.ts'

/** Where `/s/…` stands, written for an address. */
export const sessionPath = (sessionId: string): string => `/s/${encodeURIComponent(sessionId)}`

const go = (place: {
  readonly id: string
  readonly name: string
  readonly keys: readonly string[]
  readonly path: string
}): Command => ({
  id: `go.${place.id}`,
  name: place.name,
  group: 'Places',
  keys: place.keys,
  run: ({ navigate }) => navigate(place.path),
})

/** A place of the session that is open. */
const goInSession = (place: {
  readonly id: string
  readonly name: string
  readonly keys: readonly string[]
  readonly path: (sessionId: string) => string
  readonly when?: (context: CommandContext) => boolean
}): Command => ({
  id: `go.${place.id}`,
  name: place.name,
  group: 'Places',
  keys: place.keys,
  when: (context) => context.sessionId !== undefined && (place.when?.(context) ?? true),
  run: ({ navigate, sessionId }) => {
    if (sessionId !== undefined) navigate(place.path(sessionId))
  },
})

export const goCommands: Command[] = [
  go({ id: 'sessions', name: 'Go to sessions', keys: ['Alt+1'], path: '/' }),
  go({ id: 'query', name: 'Go to query', keys: ['Alt+2'], path: '/query' }),
  go({ id: 'exports', name: 'Go to exports', keys: ['Alt+3'], path: '/exports' }),
  go({ id: 'settings', name: 'Go to settings', keys: ['Alt+4', 'Mod+,'], path: '/settings' }),
  goInSession({
    id: 'health',
    name: 'Go to this session’s health',
    keys: ['Alt+5'],
    path: (sessionId) => `${sessionPath(sessionId)}/health`,
  }),
  goInSession({
    id: 'clocks',
    name: 'Go to this session’s clocks',
    keys: ['Alt+7'],
    path: (sessionId) => `${sessionPath(sessionId)}/clocks`,
  }),
  goInSession({
    id: 'certificate',
    name: 'Go to this session’s certificate',
    keys: ['Alt+8'],
    path: (sessionId) => `${sessionPath(sessionId)}/certificate`,
  }),
  goInSession({
    id: 'workbench',
    name: 'Go back to this session’s workbench',
    keys: ['Alt+6'],
    path: sessionPath,
    when: ({ workbench }) => workbench === undefined,
  }),
]
