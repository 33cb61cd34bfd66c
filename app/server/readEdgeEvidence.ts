/** What one edge of the clock graph rests on, to see and hear: its windows, one correlation, both sounds beside it. */
import type { Catalog } from '../../core/catalog/catalog.ts'
import { correlateAt, openFft, type MatchWindow, type Sound } from '../../core/clock/match/index.ts'
import { UserError } from '../../core/model/index.ts'
import type { EdgeEvidence } from '../../core/protocol/index.ts'
import { openSound } from '../../ingest/align/openSound.ts'
import { parseWindows } from '../../ingest/edges/audioMatch.ts'
import { drawEnvelope } from './drawEnvelope.ts'
import { requireShown } from './withheld.ts'

interface EdgeRow {
  kind: string
  from_clock: string
  to_clock: string
  offset_us: number
  at_us: number | null
  rate_ppm: number | null
  pieces: string | null
  evidence: string
}

/** What is drawn of both sounds: half a second shows a word, and how well its onset meets. */
const WAVE_SPAN_US = 500_000
const WAVE_COLUMNS = 500
/** The least and most of media that an envelope may begin at is the window's loudest half second. */
const WINDOW_US = 8_000_000

/** Throws UserError `edge_missing`, and `withheld` where it speaks of a withheld person's recording. */
export async function readEdgeEvidence(
  catalog: Catalog,
  sessionId: string,
  edgeId: string,
): Promise<EdgeEvidence> {
  const row = await findEdge(catalog, sessionId, edgeId)
  const from = toRecordingId(row.from_clock)
  const to = toRecordingId(row.to_clock)
  for (const recordingId of [from, to]) if (recordingId) await requireShown(catalog, recordingId)
  const seen = parseWindows(JSON.parse(row.evidence) as Record<string, unknown>)
  const nothing: EdgeEvidence = { edgeId, kind: row.kind, windows: [], correlation: null, waves: null }
  if (row.kind !== 'audio_match' || !from || !to) return nothing
  const windows = seen.map(({ fromUs, offsetUs, ratio, agrees }) => ({
    fromMediaUs: fromUs,
    residualUs: offsetUs - findOffset(row, fromUs),
    ratio,
    agrees,
  }))
  const best = findBest(seen)
  if (!best) return { ...nothing, windows }
  const sounds = [await openSound(catalog, from), await openSound(catalog, to)] as const
  try {
    const [own, other] = sounds
    // Somebody cleared the cache: the next alignment decodes them again.
    if (!own || !other) return { ...nothing, windows }
    return { ...nothing, windows, ...(await draw(row, best, { own, other })) }
  } finally {
    for (const sound of sounds) sound?.close()
  }
}

const toRecordingId = (clock: string): string | undefined =>
  clock.startsWith('media:') ? clock.slice('media:'.length) : undefined

async function findEdge(catalog: Catalog, sessionId: string, edgeId: string): Promise<EdgeRow> {
  const [row] = await catalog.all<EdgeRow>(
    `SELECT kind, from_clock, to_clock, offset_us, at_us, rate_ppm, pieces, evidence FROM clock_edges
     WHERE session_id = ? AND edge_id = ?`,
    [sessionId, edgeId],
  )
  if (row) return row
  throw new UserError('edge_missing', `session ${sessionId} has no evidence ${edgeId}`, {
    hint: 'The session may have been placed anew: load it again.',
  })
}

/** The edge's own line at a media time of `from`, µs. */
function findOffset(row: EdgeRow, fromUs: number): number {
  const pieces = (row.pieces === null ? [] : JSON.parse(row.pieces)) as {
    startUs: number
    endUs: number
    atUs: number
    offsetUs: number
  }[]
  const piece = pieces.find(({ startUs, endUs }) => fromUs >= startUs && fromUs < endUs) ?? {
    atUs: row.at_us ?? 0,
    offsetUs: row.offset_us,
  }
  return piece.offsetUs + ((fromUs - piece.atUs) * (row.rate_ppm ?? 0)) / 1e6
}

/** The window that shows most: the clearest of those that agree. */
const findBest = (windows: readonly MatchWindow[]): MatchWindow | undefined =>
  windows
    .filter(({ agrees }) => agrees)
    .reduce<MatchWindow | undefined>(
      (best, next) => (best && best.ratio >= next.ratio ? best : next),
      undefined,
    )

async function draw(
  row: EdgeRow,
  { fromUs }: MatchWindow,
  { own, other }: { readonly own: Sound; readonly other: Sound },
): Promise<Pick<EdgeEvidence, 'correlation' | 'waves'>> {
  const offsetUs = findOffset(row, fromUs)
  const ratePpm = row.rate_ppm ?? 0
  const correlation = correlateAt(await openFft(), own, other, { fromUs, offsetUs, ratePpm })
  const middleUs = findLoudest(own, fromUs)
  const fromMediaUs = middleUs - WAVE_SPAN_US / 2
  const toMediaUs = fromMediaUs + findOffset(row, middleUs)
  const span = { spanUs: WAVE_SPAN_US, columns: WAVE_COLUMNS }
  return {
    correlation: { fromMediaUs: fromUs, ...correlation, values: [...correlation.values] },
    waves: {
      fromMediaUs,
      toMediaUs,
      spanUs: WAVE_SPAN_US,
      from: drawEnvelope(own, { ...span, startUs: fromMediaUs }),
      to: drawEnvelope(other, { ...span, startUs: toMediaUs }),
    },
  }
}

/** The loudest moment of the window around a media time: silence shows nothing. */
function findLoudest({ levels, firstUs }: Sound, aroundUs: number): number {
  const first = Math.max(0, Math.floor((aroundUs - WINDOW_US / 2 - firstUs) / 1e5))
  const last = Math.min(levels.length - 1, Math.ceil((aroundUs + WINDOW_US / 2 - firstUs) / 1e5))
  let best = first
  for (let at = first; at <= last; at++) if (levels[at]! > levels[best]!) best = at
  return firstUs + best * 1e5 + 5e4
}
