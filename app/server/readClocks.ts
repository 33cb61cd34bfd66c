/** A session's clock graph: as it is, as it would be with some edits or new measurements, and edited. */
import type { Catalog, CatalogTx } from '../../core/catalog/catalog.ts'
import type { ClockApplied, ClockEdits, ClockGraph, ClockPreview } from '../../core/protocol/index.ts'
import type { MeasuredEdge } from '../../ingest/edges/measured.ts'
import { readEvidence, type Evidence } from '../../ingest/edges/readEvidence.ts'
import type { Said } from '../../ingest/edges/said.ts'
import { place } from '../../ingest/place.ts'
import { placeRecordings } from '../../ingest/placeRecordings.ts'
import {
  readClock,
  requireClock,
  requireClockEdits,
  writeClockEdits,
  type KnownClocks,
} from '../../review/index.ts'
import {
  describePlaced,
  readClockFacts,
  readClockState,
  type ClockFacts,
  type ClockState,
  type Reader,
} from './clockState.ts'
import { remember } from './remember.ts'
import { compareClocks, viewClocks } from './viewClocks.ts'

interface Clocks {
  readonly facts: ClockFacts
  readonly state: ClockState
  readonly graph: ClockGraph
}

/** What a graph would be solved with besides what the catalog holds. */
export interface Supposed {
  readonly edits?: ClockEdits
  /** In place of stored ones of the same id. */
  readonly measured?: readonly MeasuredEdge[]
}

/** The graph as it was last placed. Throws UserError `session_missing`. */
export const readClocks = async (catalog: Catalog, sessionId: string): Promise<ClockGraph> =>
  (await readStored(catalog, sessionId)).graph

const readStored = (catalog: Catalog, sessionId: string): Promise<Clocks> =>
  remember(catalog, `clocks ${sessionId}`, () => catalog.snapshot((snapshot) => readAll(snapshot, sessionId)))

async function readAll(reader: Reader, sessionId: string): Promise<Clocks> {
  const facts = await readClockFacts(reader, sessionId)
  const state = await readClockState(reader, sessionId)
  return { facts, state, graph: viewClocks(facts, state) }
}

/**
 * Solves a session in memory with something supposed; nothing is written. Throws UserError `session_missing` and what
 * `requireClockEdits` does.
 */
export async function previewClocks(
  catalog: Catalog,
  sessionId: string,
  supposed: Supposed,
): Promise<ClockPreview> {
  const { facts, state, graph: before } = await readStored(catalog, sessionId)
  const evidence = await remember(catalog, `evidence ${sessionId}`, () =>
    catalog.snapshot((snapshot) => readEvidence(snapshot, [sessionId])),
  )
  if (supposed.edits) requireClockEdits(listKnown(facts, state), supposed.edits)
  const said = supposed.edits ? supposeSaid(evidence.said, supposed.edits) : evidence.said
  const measured = supposeMeasured(evidence.measured, supposed.measured ?? [])
  const [placed] = placeRecordings({ ...evidence, measured, said })
  const graph = placed ? viewClocks(facts, describePlaced(placed, said, state.epochUs)) : before
  return { graph, moves: compareClocks(before, graph) }
}

/**
 * Writes edits and places the session anew, in one transaction. Throws UserError `session_missing`, `clock_moved` and
 * what `requireClockEdits` does; then nothing has changed.
 */
export async function applyClockEdits(
  catalog: Catalog,
  sessionId: string,
  request: { edits: ClockEdits; clockVersion: string; author: string; now?: Date },
): Promise<ClockApplied> {
  const { edits, clockVersion, author, now } = request
  return catalog.transaction(async (tx: CatalogTx) => {
    requireClock(await readClock(tx, sessionId), clockVersion)
    const { facts, state, graph: before } = await readAll(tx, sessionId)
    const known = listKnown(facts, state)
    requireClockEdits(known, edits)
    const undo = await writeClockEdits(tx, known, { ...edits, author }, now)
    await place(tx, [sessionId])
    const { graph } = await readAll(tx, sessionId)
    return { graph, moves: compareClocks(before, graph), undo }
  })
}

const listKnown = ({ sessionId, recordings }: ClockFacts, { rows, said }: ClockState): KnownClocks => ({
  sessionId,
  edges: new Set(rows.clock_edges.map((edge) => edge.edge_id)),
  muted: new Set(rows.clock_edges.flatMap(({ edge_id: id }) => (said.mutes.has(id) ? id : []))),
  recordings: new Map(
    recordings.map((one) => [
      one.recording_id,
      {
        sourceId: one.source_id,
        objectKey: one.object_key,
        streamIndex: one.stream_index,
        endPtsUs: one.end_pts_us,
      },
    ]),
  ),
  marks: new Map(
    said.marks.map(({ markId, fromRecordingId, fromMediaUs, toRecordingId, toMediaUs, sigmaUs, note }) => [
      markId,
      { fromRecordingId, fromMediaUs, toRecordingId, toMediaUs, sigmaUs, ...(note && { note }) },
    ]),
  ),
})

function supposeSaid(said: Said, edits: ClockEdits): Said {
  const written = { author: '', note: undefined, createdAt: new Date(0) }
  const mutes = new Map(said.mutes)
  for (const edgeId of edits.unmute) mutes.delete(edgeId)
  for (const edgeId of edits.mute) {
    if (!mutes.has(edgeId)) mutes.set(edgeId, { ...written, muteId: `supposed ${edgeId}`, edgeId })
  }
  const marks = [
    ...said.marks.filter(({ markId }) => !edits.withdrawMarks.includes(markId)),
    ...edits.marks.map((mark, at) => ({ ...written, ...mark, markId: `supposed ${at}`, note: mark.note })),
  ]
  return { ...said, mutes, marks }
}

function supposeMeasured(
  known: Evidence['measured'],
  supposed: readonly MeasuredEdge[],
): readonly MeasuredEdge[] {
  const replaced = new Set(supposed.map(({ edgeId }) => edgeId))
  return [...known.filter(({ edgeId }) => !replaced.has(edgeId)), ...supposed].sort((a, b) =>
    a.edgeId < b.edgeId ? -1 : 1,
  )
}
