/** What a list of sessions comes to. Pure. */
import type { SessionSummary } from '../../../core/protocol/session.ts'
import { formatBytes, formatCount } from '../widgets/quantities.ts'

export interface Totals {
  readonly sessions: number
  readonly durationUs: number
  readonly sizeBytes: number
}

export const sumSessions = (sessions: readonly SessionSummary[]): Totals => ({
  sessions: sessions.length,
  durationUs: sessions.reduce((sum, { durationUs }) => sum + durationUs, 0),
  sizeBytes: sessions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
})

/** A long time as people plan with it: `93 h 20 min`, `41 min`, `25 s`. */
export function formatHours(us: number): string {
  const minutes = Math.round(us / 60e6)
  if (minutes === 0) return `${Math.round(us / 1e6)} s`
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return `${formatCount(Math.floor(minutes / 60))} h${rest === 0 ? '' : ` ${rest} min`}`
}

/** `11 of 214 sessions · 4 h 12 min · 19 GB`; `all` is how many there are in the catalog. */
export function describeTotals({ sessions, durationUs, sizeBytes }: Totals, all: number): string {
  const noun = all === 1 ? 'session' : 'sessions'
  const count = sessions === all ? formatCount(all) : `${formatCount(sessions)} of ${formatCount(all)}`
  return `${count} ${noun} · ${formatHours(durationUs)} · ${formatBytes(sizeBytes)}`
}

/** How much of the people's time in a session was recorded, 0…1; 0 where nobody was. */
export function coveredShare({ coverage, durationUs }: SessionSummary): number {
  const whole = coverage.length * durationUs
  const covered = coverage
    .flatMap(({ spans }) => spans)
    .reduce((sum, { startUs, endUs }) => sum + Math.max(0, endUs - startUs), 0)
  return whole === 0 ? 0 : covered / whole
}
