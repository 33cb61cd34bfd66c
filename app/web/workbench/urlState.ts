/**
 * The workbench's state as the query of its URL, both ways, so that a link reopens exactly this:
 * `?t=84.366&in=78&out=101.5&view=60-120&hide=leo/microphone&layout=focus&focus=leo/camera&panel=findings&rec=rec_…`.
 * `order`, `pin`, `fold`, `signal`, `field` may come several times; `height=leo/camera:60` is a row's, in px.
 * Times are seconds of session time, to the microsecond. What is as it begins is left out.
 */
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { parseTime } from '../../../core/time/format.ts'
import { micros } from '../../../core/time/micros.ts'
import { clampView } from '../timeline/viewport.ts'
import {
  firstView,
  fitSegment,
  LAYOUTS,
  TABS,
  type PanelTab,
  type StageLayout,
  type WorkbenchView,
} from './workbenchState.ts'

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
    t: Math.min(Math.max(readTime(query.get('t')) ?? findBeginning(session), 0), durationUs),
    view: {
      ...first,
      segment: start === undefined || end === undefined ? undefined : fitSegment(durationUs, { start, end }),
      viewport:
        from === undefined || to === undefined
          ? first.viewport
          : clampView({ start: micros(from), end: micros(to) }, first.bounds),
      layout: readLayout(query),
      focus: query.get('focus') ?? undefined,
      other: query.get('other') ?? undefined,
      hidden: query.getAll('hide'),
      pinned: query.getAll('pin'),
      order: query.getAll('order'),
      collapsed: query.getAll('fold'),
      heights: readHeights(query.getAll('height')),
      signals: [...new Set(query.getAll('signal'))].slice(0, MOST_SIGNALS),
      laneFilter: query.get('lanes') ?? '',
      logFilter: query.get('log') ?? '',
      logFields: query.getAll('field'),
      logClocks: query.get('clocks') === '2',
      annotation: query.get('mark') ?? undefined,
      tierFilter: query.get('tier') ?? '',
      annotationFilter: query.get('note') ?? '',
      findingFilter: query.get('finding') ?? '',
      tab: TABS.includes(tab as PanelTab) ? (tab as PanelTab) : first.tab,
      recording: query.get('rec') ?? undefined,
    },
  }
}

/** Where the first recording begins: an alignment may leave up to a second before it. */
function findBeginning({ lanes }: Pick<SessionDetail, 'lanes'>): number {
  const starts = lanes.flatMap(({ recordings }) =>
    recordings.flatMap(({ placement }) => placement?.startUs ?? []),
  )
  return starts.length === 0 ? 0 : Math.min(...starts)
}

/** The layout that is named, or the one that a focus alone asks for. */
function readLayout(query: URLSearchParams): StageLayout {
  const named = query.get('layout')
  if (LAYOUTS.includes(named as StageLayout)) return named as StageLayout
  return query.has('focus') ? 'focus' : 'grid'
}

/** What a timeline can show at all. */
const MOST_SIGNALS = 100

const HEIGHT_PX = { least: 16, most: 400 }

function readHeights(texts: readonly string[]): Record<string, number> {
  const heights = texts.flatMap((text): [string, number][] => {
    const [, row, px] = /^([^]+):(\d{1,4})$/.exec(text) ?? []
    const isSeen = Number(px) >= HEIGHT_PX.least && Number(px) <= HEIGHT_PX.most
    return row !== undefined && isSeen ? [[row, Number(px)]] : []
  })
  return Object.fromEntries(heights)
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
  if (view.layout !== (view.focus === undefined ? 'grid' : 'focus')) query.set('layout', view.layout)
  if (view.focus !== undefined) query.set('focus', view.focus)
  if (view.other !== undefined) query.set('other', view.other)
  const lists = {
    hide: view.hidden,
    pin: view.pinned,
    order: view.order,
    fold: view.collapsed,
    signal: view.signals,
  }
  for (const [name, entries] of Object.entries({ ...lists, field: view.logFields }))
    for (const entry of entries) query.append(name, entry)
  for (const [row, px] of Object.entries(view.heights)) query.append('height', `${row}:${px}`)
  if (view.laneFilter !== '') query.set('lanes', view.laneFilter)
  if (view.logFilter !== '') query.set('log', view.logFilter)
  if (view.logClocks) query.set('clocks', '2')
  if (view.annotation !== undefined) query.set('mark', view.annotation)
  if (view.tierFilter !== '') query.set('tier', view.tierFilter)
  if (view.annotationFilter !== '') query.set('note', view.annotationFilter)
  if (view.findingFilter !== '') query.set('finding', view.findingFilter)
  if (view.tab !== 'log') query.set('panel', view.tab)
  if (view.recording !== undefined) query.set('rec', view.recording)
  return `?${query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':')}`
}
