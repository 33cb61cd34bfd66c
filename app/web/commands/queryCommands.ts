/** From moment to moment of the last query, also from the workbench. */
import { micros } from '../../../core/time/micros.ts'
import { openMoment, playlistStore, stepFrom } from '../query/playlist.ts'
import type { Command, CommandContext } from './command.ts'

const step = ({ workbench, navigate }: CommandContext, direction: 1 | -1): void => {
  const playlist = playlistStore.getState()
  const at = stepFrom(playlist, direction)
  if (at === undefined) return
  const open = workbench && {
    sessionId: workbench.session.sessionId,
    seek: (tUs: number) => workbench.player.seek(micros(tUs)),
  }
  openMoment(playlist.moments, at, { open, navigate })
}

const hasMoments = (): boolean => playlistStore.getState().moments.length > 0

export const queryCommands: Command[] = [
  {
    id: 'query.next',
    name: 'To the next moment of the query',
    group: 'Side panel',
    keys: ['Alt+n'],
    when: hasMoments,
    run: (context) => step(context, 1),
  },
  {
    id: 'query.previous',
    name: 'To the moment before',
    group: 'Side panel',
    keys: ['Alt+Shift+n'],
    when: hasMoments,
    run: (context) => step(context, -1),
  },
]
