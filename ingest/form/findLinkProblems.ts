/** Halves without their other half: media without JSON, JSON without media, copies, and logs without a room. */
import { createFinding, type FindingOptions, type StoredFinding } from '../findings.ts'
import type { MediaFacts } from './describeMedia.ts'
import { folderId, mapMetadata, objectId, type Description, type Facts } from './facts.ts'
import type { Links } from './linkMedia.ts'

export interface LinkProblems {
  readonly statusOf: ReadonlyMap<string, 'indexed' | 'orphaned'>
  readonly findings: readonly StoredFinding[]
}

const locate = ({ sourceId, objectKey }: { sourceId: string; objectKey: string }) => ({ sourceId, objectKey })

const WRITES_MEDIA = new Set(['egress_a', 'egress_b', 'egress_info', 'gstreamer'])

export function findLinkProblems(facts: Facts, links: Links, media: readonly MediaFacts[]): LinkProblems {
  const statusOf = new Map<string, 'indexed' | 'orphaned'>()
  const findings: StoredFinding[] = []
  for (const object of facts.objects)
    if (object.status !== 'refused') statusOf.set(objectId(object), 'indexed')
  const orphan = (
    object: { sourceId: string; objectKey: string },
    finding: Pick<FindingOptions, 'code' | 'message' | 'evidence'>,
  ): void => {
    if (statusOf.has(objectId(object))) statusOf.set(objectId(object), 'orphaned')
    findings.push(createFinding({ stage: 'form', subject: object.objectKey, ...object, ...finding }))
  }

  for (const { object, descriptions } of media) {
    if (descriptions.length > 0) continue
    orphan(locate(object), {
      code: 'media_without_manifest',
      message: `${object.objectKey}: no JSON describes this recording, expected one from livekit/egress beside it`,
    })
  }
  const isLinked = (one: Description): boolean => (links.mediaOf.get(one.id) ?? []).length > 0
  const found = new Set(facts.descriptions.filter(isLinked).map((one) => one.egressId))
  for (const one of facts.descriptions) {
    // A file is named before its first bytes are there.
    if (!WRITES_MEDIA.has(one.dialect) || isLinked(one) || one.isRunning) continue
    // Webhooks name no file before the egress ends, and may be kept elsewhere: their egress's media are known.
    if (one.dialect === 'egress_info' && found.has(one.egressId)) continue
    if (links.ambiguous.some(({ description }) => description.id === one.id)) continue
    if (one.files.length === 0 && one.playlists.length > 0) {
      const [first] = one.playlists
      orphan(locate(one), {
        code: 'hls_not_played',
        message: `${one.objectKey}: ${one.egressId ?? 'this egress'} was recorded as HLS (${first?.location ?? first?.filename})`,
        evidence: { playlists: one.playlists.slice(0, 5) },
      })
      continue
    }
    orphan(locate(one), {
      code: 'manifest_media_gone',
      message: `${one.objectKey}: ${describeFiles(one)} is not in the bucket (${one.egressId ?? one.dialect})`,
      evidence: { egressId: one.egressId ?? null, files: one.files.slice(0, 5) },
    })
  }
  for (const { description, candidates } of links.ambiguous) {
    orphan(locate(description), {
      code: 'manifest_media_ambiguous',
      message: `${description.objectKey}: ${candidates.length} files fit ${describeFiles(description)} equally`,
      evidence: { candidates: candidates.slice(0, 10) },
    })
  }
  findings.push(...findCopies(facts.descriptions), ...checkLogs(facts, orphan))
  return { statusOf, findings }
}

const describeFiles = (one: Description): string => {
  const named = one.files.map((file) => file.filename ?? file.location).filter((name) => name !== undefined)
  return named.length === 0
    ? `the media of ${one.objectKey.replace(/\.json$/i, '')}`
    : named.slice(0, 3).join(', ')
}

/** Manifests of one source with one egress id; a generation A egress writes one for each of its files. */
function findCopies(descriptions: readonly Description[]): StoredFinding[] {
  const manifests = descriptions.filter((one) => one.egressId !== undefined && one.table === 'manifests')
  const groups = Map.groupBy(manifests, (one) => {
    const file = one.dialect === 'egress_a' ? one.objectKey.slice(one.objectKey.lastIndexOf('/') + 1) : ''
    return [one.sourceId, one.egressId, file].join('\0')
  })
  return [...groups.values()]
    .filter((copies) => copies.length > 1)
    .flatMap((copies) =>
      copies.map(({ sourceId, objectKey, egressId }) =>
        createFinding({
          stage: 'form',
          code: 'duplicate_egress_id',
          subject: objectKey,
          sourceId,
          objectKey,
          message: `${objectKey}: ${egressId} is also the egress of ${copies.length - 1} other manifests; all were kept`,
          evidence: { egressId, keys: copies.map((copy) => copy.objectKey).slice(0, 10) },
        }),
      ),
    )
}

function checkLogs(
  facts: Facts,
  orphan: (
    object: { sourceId: string; objectKey: string },
    finding: Pick<FindingOptions, 'code' | 'message'>,
  ) => void,
): StoredFinding[] {
  const metadata = mapMetadata(facts.descriptions)
  const folders = new Set(facts.logs.map(folderId))
  for (const one of metadata.values()) {
    // Our own recorder, which names the room's id, opens a log in every room: nobody wrote in this one.
    if (folders.has(folderId(one)) || one.roomId !== undefined) continue
    orphan(
      { sourceId: one.sourceId, objectKey: one.objectKey },
      {
        code: 'log_metadata_alone',
        message: `${one.objectKey}: no lines lie beside it (SyncFlow text egress)`,
      },
    )
  }
  return facts.logs.flatMap((log) => {
    const { sourceId, objectKey } = log
    const about = { stage: 'form', subject: objectKey, sourceId, objectKey } as const
    const named = log.roomId ?? log.roomName ?? metadata.get(folderId(log))?.roomName
    if (named === undefined) {
      const message = `${objectKey}: neither its lines nor its path name a room`
      return [createFinding({ ...about, code: 'log_without_session', message })]
    }
    if (!/\.txt$/i.test(objectKey) || metadata.has(folderId(log))) return []
    const message = `${objectKey}: no metadata.json beside it; room ${named} is read from its path`
    return [createFinding({ ...about, code: 'log_without_metadata', message })]
  })
}
