/** Everything the clock view shows, worked out of the graph, the changes in hand and the address. */
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useStore } from 'zustand'
import type { ClockEdits, ClockGraph, ClockPreview, GraphEdge } from '../../../core/protocol/clock.ts'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { useClockPreview } from '../api/clocks.ts'
import { sessionPath } from '../commands/goCommands.ts'
import { formatSource } from '../timeline/source.ts'
import { formatClocks, parseClocks, type ClockView } from './clockView.ts'
import { countChanges, fitDraft, toEdits, type Draft } from './draft.ts'
import { draftOf, draftStore } from './draftStore.ts'
import { isKept, listEdges, sortEdges, type EdgeRow } from './edgeRows.ts'
import { buildNet, type Net } from './net.ts'
import { listClockRows, sortClockRows, type ClockRow } from './recordingRows.ts'

/** A pause in changing after which the server is asked. */
const PAUSE_MS = 120

export interface Board {
  /** As the catalog has it. */
  readonly base: ClockGraph
  /** With the changes in hand, once the server has said what they do. */
  readonly graph: ClockGraph
  readonly session: SessionDetail
  readonly view: ClockView
  readonly setView: (patch: Partial<ClockView>) => void
  readonly draft: Draft
  readonly edits: ClockEdits
  readonly changes: number
  readonly moves: ClockPreview['moves'] | undefined
  readonly previewError: unknown
  readonly isPreviewing: boolean
  /** All edges, and those the filters keep, in their order. */
  readonly edges: readonly EdgeRow[]
  readonly shown: readonly EdgeRow[]
  readonly chosen: GraphEdge | undefined
  readonly net: Net
  readonly utc: boolean
  readonly rows: readonly ClockRow[]
}

export function useClockBoard(base: ClockGraph, session: SessionDetail): Board {
  const { sessionId, people } = session
  const [, navigate] = useLocation()
  const view = parseClocks(useSearch())
  const kept = useStore(draftStore, ({ bySession }) => bySession[sessionId]) ?? draftOf(sessionId)
  const draft = useMemo(() => fitDraft(kept, knownIn(base)), [kept, base])
  const changes = countChanges(draft)
  const edits = useMemo(() => toEdits(draft), [draft])
  // The note says why, it moves nothing.
  const asked = useMemo(() => toEdits({ ...draft, note: '' }), [draft])
  const [settled] = useDebouncedValue(asked, PAUSE_MS)
  const preview = useClockPreview({
    sessionId,
    clockVersion: base.clockVersion,
    edits: settled,
    enabled: changes > 0,
  })
  const shownPreview = changes > 0 ? preview.data : undefined
  const graph = shownPreview?.graph ?? base

  const edges = useMemo(() => listEdges(graph, edits), [graph, edits])
  const { kind, state, who, edgeSort } = view
  const shown = sortEdges(
    edges.filter((row) => isKept(row, { kind, state, who })),
    edgeSort,
  )
  const utc = view.utc ?? !edges.some(({ edge }) => edge.used && edge.from !== 'utc' && edge.to !== 'utc')
  const net = buildNet(graph, { people, edits, opened: view.who, utc, sourceName: formatSource })
  const named = edges.find(({ edge }) => edge.edgeId === view.edge)?.edge
  const first =
    graph.alignedWallUs === null ? undefined : shown.find(({ edge }) => edge.support === 'content')
  return {
    base,
    graph,
    session,
    view,
    setView: (patch) =>
      navigate(`${sessionPath(sessionId)}/clocks${formatClocks({ ...view, ...patch })}`, { replace: true }),
    draft,
    edits,
    changes,
    moves: shownPreview?.moves,
    previewError: changes > 0 ? preview.error : null,
    isPreviewing: changes > 0 && (preview.isFetching || settled !== asked),
    edges,
    shown,
    chosen: named ?? first?.edge,
    net,
    utc,
    rows: sortClockRows(listClockRows(graph, session, shownPreview?.moves), view.sort),
  }
}

const knownIn = (graph: ClockGraph) => ({
  edges: new Set(graph.edges.map((edge) => edge.edgeId)),
  marks: new Set(graph.marks.map((mark) => mark.markId)),
  recordings: new Set(graph.recordings.map((recording) => recording.recordingId)),
})
