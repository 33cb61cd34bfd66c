/**
 * The workbench's state as the query of its URL, both ways, so that a link reopens exactly this:
 * `?t=84.366&in=78&out=101.5&view=60-120&hide=leo/microphone&focus=leo/camera&panel=findings&rec=rec_…`.
 * Times are seconds of session time, to the microsecond. What is as it begins is left out.
 */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { parseTime } from '../../../core/time/format.ts'
import { micros } from '../../../core/time/micros.ts'
import { clampView } from '../timeline/viewport.ts'
import { firstView, fitSegment, TABS, type PanelTab, type WorkbenchView } from './workbenchState.ts'

export interface Moment {
  readonly t: number
  readonly view: WorkbenchView
}

/** Microseconds as decimal seconds without trailing zeros. */
export const formatSeconds = (us: number): string => String(Number((us / 1e6).toFixed(6)))

/** Reads seconds or `1:24.366`; undefined for anything else. */
const readTime = (text: string | null): number | undefined => (text === null ? undefined : parseTime(text))

/** Reads a query for a session; what is missing, wrong or outside falls back to the beginning. */
export function parseMoment(search: string, session: Pick<SessionDetail, 'durationUs' | 'lanes'>): Moment {
  const query = new URLSearchParams(search)
  const first = firstView(session)
  const { durationUs } = session
  const [start, end] = [readTime(query.get('in')), readTime(query.get('out'))]
  const [from, to] = (query.get('view') ?? '').split('-').map(readTime)
  const tab = query.get('panel')
  return {
    t: Math.min(Math.max(readTime(query.get('t')) ?? 0, 0), durationUs),
    view: {
      ...first,
      segment: start === undefined || end === undefined ? undefined : fitSegment(durationUs, { start, end }),
      viewport:
        from === undefined || to === undefined
          ? first.viewport
          : clampView({ start: micros(from), end: micros(to) }, first.bounds),
      focus: query.get('focus') ?? undefined,
      hidden: query.getAll('hide'),
      tab: TABS.includes(tab as PanelTab) ? (tab as PanelTab) : first.tab,
      recording: query.get('rec') ?? undefined,
    },
  }
}

/** Writes the query, beginning with `?`. */
export function formatMoment({ t, view }: Moment): string {
  const query = new URLSearchParams()
  query.set('t', formatSeconds(micros(t)))
  if (view.segment) {
    query.set('in', formatSeconds(view.segment.start))
    query.set('out', formatSeconds(view.segment.end))
  }
  if (view.viewport.start !== view.bounds.start || view.viewport.end !== view.bounds.end)
    query.set('view', `${formatSeconds(view.viewport.start)}-${formatSeconds(view.viewport.end)}`)
  if (view.focus !== undefined) query.set('focus', view.focus)
  for (const laneId of view.hidden) query.append('hide', laneId)
  if (view.tab !== 'log') query.set('panel', view.tab)
  if (view.recording !== undefined) query.set('rec', view.recording)
  return `?${query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':')}`
}
