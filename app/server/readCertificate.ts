/** Issues a session's certificate: composed of its clock graph, hashed, dated. */
import { createHash } from 'node:crypto'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { composeCertificate, formatCanonical, type CertifiedFile } from '../../core/certificate/index.ts'
import { toReference } from '../../core/clock/index.ts'
import type { Certificate, IssuedCertificate, SessionDetail } from '../../core/protocol/index.ts'
import { readCorrections } from './corrections.ts'
import { findExpectedError } from './expectedError.ts'
import { readPlaybackRun } from './playbackRuns.ts'
import { readClocks } from './readClocks.ts'
import { readSession } from './readSession.ts'

/** What bears on how well things are placed. */
const CLOCK_FINDINGS = new Set([
  'unplaced',
  'session_undated',
  'interval_empty',
  'evidence_conflict',
  'manifest_early',
  'correction_against_evidence',
  'correction_outdated',
  'correction_weighed',
  'capture_stalled',
  'clock_stepped',
  'drift_high',
  'fits_no_other',
  'two_rooms',
  'edge_disagrees',
])

interface FileRow {
  recording_id: string
  uri: string
  object_key: string
  stream_index: number
  size_bytes: number
  etag: string
}

const FILES_SQL = `
  SELECT r.recording_id, s.uri, r.object_key, r.stream_index, o.size_bytes, o.etag
  FROM recordings r JOIN sources s USING (source_id) JOIN objects o USING (source_id, object_key)
  WHERE r.session_id = ?`

/** Throws UserError `session_missing`. */
export async function readCertificate(
  catalog: Catalog,
  sessionId: string,
  { version, now = new Date() }: { readonly version: string; readonly now?: Date },
): Promise<IssuedCertificate> {
  const session = await readSession(catalog, sessionId)
  const graph = await readClocks(catalog, sessionId)
  const [migrated] = await catalog.all<{ version: number }>(
    'SELECT max(version) AS version FROM schema_migrations',
  )
  const [marked] = await catalog.all<{ n: number }>(
    'SELECT count(*) AS n FROM annotations WHERE session_id = ? AND deleted_at IS NULL',
    [sessionId],
  )
  const files = await catalog.all<FileRow>(FILES_SQL, [sessionId])
  const corrections = await readCorrections(catalog, sessionId)
  const hidden = session.people.flatMap(({ identity, name, withheld }) => (withheld ? [identity, name] : []))
  const described = describeFiles(files, session)
  const linked = graph.recordings.flatMap(({ recordingId, component, sigmaUs }) => {
    const span = described.get(recordingId)?.span
    return component === 0 && span && sigmaUs !== null ? { ...span, sigmaUs } : []
  })
  return issue(
    composeCertificate(graph, {
      programVersion: version,
      catalogSchema: migrated?.version ?? 0,
      files: described,
      withheld: {
        people: session.people.filter((person) => person.withheld !== null).length,
        recordings: files.length - graph.recordings.length,
      },
      corrections: corrections.filter(({ withdrawnWallUs }) => withdrawnWallUs === null),
      findings: session.findingList.filter(
        ({ code, message }) => CLOCK_FINDINGS.has(code) && !hidden.some((name) => message.includes(name)),
      ),
      annotations: marked?.n ?? 0,
      linkedErrorUs: findExpectedError(linked),
      playback: (await readPlaybackRun(catalog, sessionId)) ?? null,
    }),
    now,
  )
}

/** SHA-256 of a certificate's canonical JSON, lower-case hex; what an issued one adds is not part of it. */
export function hashCertificate(certificate: object): string {
  const content = Object.entries(certificate).filter(([key]) => key !== 'issuedAt' && key !== 'sha256')
  return createHash('sha256')
    .update(formatCanonical(Object.fromEntries(content)))
    .digest('hex')
}

const issue = (certificate: Certificate, now: Date): IssuedCertificate => ({
  ...certificate,
  issuedAt: now.toISOString(),
  sha256: hashCertificate(certificate),
})

function describeFiles(
  files: readonly FileRow[],
  { lanes }: SessionDetail,
): ReadonlyMap<string, CertifiedFile> {
  const placements = new Map(
    lanes.flatMap((lane) => lane.recordings.map((one) => [one.recordingId, one.placement] as const)),
  )
  return new Map(
    files.map((row) => {
      const placement = placements.get(row.recording_id)
      return [
        row.recording_id,
        {
          file: {
            // Where a folder lies on this machine says nothing to others.
            source: row.uri.startsWith('file:') ? 'folder' : row.uri,
            key: row.object_key,
            streamIndex: row.stream_index,
            sizeBytes: row.size_bytes,
            etag: row.etag,
          },
          span: placement ? { startUs: placement.startUs, endUs: placement.endUs } : null,
          toSession: placement ? (mediaUs: number) => toReference(placement, mediaUs) : undefined,
        },
      ]
    }),
  )
}
