/** Why a lane has a gap, as the room's journal or the recorder has it, in words. */
import type { GapView } from '../../../core/protocol/index.ts'

type Cause = NonNullable<GapView['cause']>

/** One line; `wall` says a session time by the wall clock, `thing` is `camera`, `screen` … */
export function describeCause(cause: Cause, thing: string, wall: (t: number) => string): string {
  const from = wall(cause.fromUs)
  const to = cause.toUs === undefined ? undefined : wall(cause.toUs)
  const because = cause.reason === undefined ? '' : ` (${cause.reason})`
  const by = cause.by === undefined ? '' : ` by ${cause.by}`
  switch (cause.what) {
    case 'left':
      return `left ${from}${to ? `, rejoined ${to}` : ', did not rejoin'}`
    case 'muted':
      return `${thing} muted${by} ${from}${to ? ` to ${to}` : ''}`
    case 'stopped':
      return `${thing} stopped ${from}${to ? `, on again ${to}` : ''}`
    case 'lost':
      return `packets lost ${from}${to ? ` to ${to}` : ''}`
    case 'interrupted':
      return `the recorder was interrupted ${from}${to ? ` to ${to}` : ''}${because}`
    case 'failed':
      return `the recording failed ${from}${because}`
  }
}
