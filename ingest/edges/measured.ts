/**
 * Evidence that had to be measured from sound, pictures or logs, as rows that outlive a re-forming: one a pair of
 * clocks and kind, void as soon as a file it was read from changes. What was compared and refused is kept too, so
 * that a re-run compares nothing twice.
 */
import type { CatalogTx, Row } from '../../core/catalog/catalog.ts'
import type { EdgePiece, Support } from '../../core/clock/index.ts'
import type { EvidenceKind } from '../../core/model/index.ts'

/** Offsets and times in µs, as `ClockEdge` has them. */
export interface MeasuredEdge {
  readonly edgeId: string
  readonly sessionId: string
  readonly kind: EvidenceKind
  readonly support: Support
  /** media:<recording id> or device:<identity>. */
  readonly from: string
  /** The same, or 'utc'. */
  readonly to: string
  readonly fromEtag: string
  readonly toEtag: string | undefined
  readonly methodVersion: number
  readonly author: string
  readonly evidence: Readonly<Record<string, unknown>>
  /** Undefined: compared and refused. */
  readonly found: MeasuredOffset | undefined
  /** Why it was refused. */
  readonly refusal: string | undefined
}

export interface MeasuredOffset {
  readonly atUs: number
  readonly offsetUs: number
  readonly sigmaUs: number
  readonly ratePpm: number | undefined
  readonly rateSigmaPpm: number | undefined
  readonly agreement: number | undefined
  readonly pieces: readonly EdgePiece[]
}

interface MeasuredRow {
  edge_id: string
  session_id: string
  kind: EvidenceKind
  support: Support
  from_clock: string
  to_clock: string
  from_etag: string
  to_etag: string | null
  method_version: number
  accepted: boolean
  refusal: string | null
  at_us: number | null
  offset_us: number | null
  sigma_us: number | null
  rate_ppm: number | null
  rate_sigma_ppm: number | null
  agreement: number | null
  pieces: string | null
  author: string
  evidence: string
}

/**
 * Those whose files are as they were, by edge id: between clocks of the given sessions' recordings as they are formed
 * now, or of all. A device's clock belongs to the session it was measured in.
 */
export async function readMeasuredEdges(
  tx: Pick<CatalogTx, 'all'>,
  sessionIds?: readonly string[],
): Promise<MeasuredEdge[]> {
  const rows = await tx.all<MeasuredRow>(
    `WITH media_clocks AS (
       SELECT 'media:' || r.recording_id AS clock, r.session_id, o.etag
       FROM recordings r JOIN objects o USING (source_id, object_key))
     SELECT e.* REPLACE (coalesce(f.session_id, t.session_id, e.session_id) AS session_id)
     FROM measured_edges e
     LEFT JOIN media_clocks f ON f.clock = e.from_clock
     LEFT JOIN media_clocks t ON t.clock = e.to_clock
     WHERE (NOT starts_with(e.from_clock, 'media:') OR f.etag = e.from_etag)
       AND (NOT starts_with(e.to_clock, 'media:') OR t.etag = e.to_etag)
       AND (f.session_id IS NULL OR t.session_id IS NULL OR f.session_id = t.session_id)
       ${sessionIds === undefined ? '' : 'AND coalesce(f.session_id, t.session_id, e.session_id) IN (SELECT unnest(?))'}
     ORDER BY e.edge_id`,
    sessionIds === undefined ? [] : [sessionIds],
  )
  return rows.map(toMeasuredEdge)
}

/** Writes edges, each in place of an older one of the same id. */
export async function writeMeasuredEdges(
  tx: CatalogTx,
  edges: readonly MeasuredEdge[],
  measuredAt: Date,
): Promise<void> {
  if (edges.length === 0) return
  await tx.run('DELETE FROM measured_edges WHERE edge_id IN (SELECT unnest(?))', [
    edges.map(({ edgeId }) => edgeId),
  ])
  await tx.append(
    'measured_edges',
    edges.map((edge) => toRow(edge, measuredAt)),
  )
}

function toRow(edge: MeasuredEdge, measuredAt: Date): Row {
  const { found } = edge
  return {
    edge_id: edge.edgeId,
    session_id: edge.sessionId,
    kind: edge.kind,
    support: edge.support,
    from_clock: edge.from,
    to_clock: edge.to,
    from_etag: edge.fromEtag,
    to_etag: edge.toEtag,
    method_version: edge.methodVersion,
    accepted: found !== undefined,
    refusal: edge.refusal,
    at_us: found && Math.round(found.atUs),
    offset_us: found && Math.round(found.offsetUs),
    sigma_us: found && Math.max(1, Math.round(found.sigmaUs)),
    rate_ppm: found?.ratePpm,
    rate_sigma_ppm: found?.rateSigmaPpm,
    agreement: found?.agreement,
    pieces: found && JSON.stringify(found.pieces),
    author: edge.author,
    evidence: JSON.stringify(edge.evidence),
    measured_at: measuredAt,
  }
}

const toMeasuredEdge = (row: MeasuredRow): MeasuredEdge => ({
  edgeId: row.edge_id,
  sessionId: row.session_id,
  kind: row.kind,
  support: row.support,
  from: row.from_clock,
  to: row.to_clock,
  fromEtag: row.from_etag,
  toEtag: row.to_etag ?? undefined,
  methodVersion: row.method_version,
  author: row.author,
  evidence: JSON.parse(row.evidence) as Record<string, unknown>,
  refusal: row.refusal ?? undefined,
  found: row.accepted
    ? {
        atUs: row.at_us!,
        offsetUs: row.offset_us!,
        sigmaUs: row.sigma_us!,
        ratePpm: row.rate_ppm ?? undefined,
        rateSigmaPpm: row.rate_sigma_ppm ?? undefined,
        agreement: row.agreement ?? undefined,
        pieces: JSON.parse(row.pieces ?? '[]') as EdgePiece[],
      }
    : undefined,
})
