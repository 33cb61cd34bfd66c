/**
 * Raw rows → sessions, participants, tracks, recordings, and what can only be seen with all files side by side.
 * Pure: everything is made anew from the facts, so no order of ingests leaves a trace.
 */
import type { Row } from '../../core/catalog/catalog.ts'
import type { Source } from '../../core/model/index.ts'
import { createFinding, type StoredFinding } from '../findings.ts'
import { formatRecordingId } from '../ids.ts'
import { describeMedia, UNKNOWN, WHOLE_ROOM, type MediaFacts } from './describeMedia.ts'
import { folderId, mapMetadata, objectId, type Facts, type LogFact } from './facts.ts'
import { findLinkProblems } from './findLinkProblems.ts'
import { linkMedia, type Links } from './linkMedia.ts'
import { findRunning, findStillRecording } from './running.ts'
import { formSessions, type FormedSession, type SessionClaim } from './sessions.ts'

export interface FormedCatalog {
  readonly sessions: readonly Row[]
  readonly participants: readonly Row[]
  readonly tracks: readonly Row[]
  readonly recordings: readonly Row[]
  readonly findings: readonly StoredFinding[]
  readonly links: Links
  /** Media that are still being written, by `objectId`. */
  readonly running: ReadonlySet<string>
  /** Session of each object that belongs to one, by `objectId`. */
  readonly sessionOf: ReadonlyMap<string, string>
  /** Statuses of what was read: indexed, or orphaned where its other half is missing; by `objectId`. */
  readonly statusOf: ReadonlyMap<string, 'indexed' | 'orphaned'>
}

export function formCatalog(facts: Facts): FormedCatalog {
  const links = linkMedia(facts.descriptions, facts.objects)
  const { media, findings } = describeMedia(facts, links)
  const claims = [...media.map((one) => one.claim), ...claimOrphans(facts, links), ...claimLogs(facts)]
  const sessions = formSessions(claims)
  const sessionOf = mapSessions(sessions, facts, links)
  const { statusOf, findings: linkFindings } = findLinkProblems(facts, links, media)
  const recordings = media.flatMap((one) => createRecordings(one, sessionOf.get(objectId(one.object))))
  const running = findRunning(links)
  const all = [
    ...findings,
    ...linkFindings,
    ...findStillRecording(facts, running),
    ...sessions.flatMap(findUndated),
  ]
  return {
    sessions: sessions.map(createSession),
    participants: createParticipants(recordings, facts.logs, sessionOf),
    tracks: createTracks(recordings),
    recordings: recordings.map(({ row }) => row),
    findings: all.map((finding) => ({
      ...finding,
      sessionId:
        finding.sessionId ??
        sessionOf.get(objectId({ sourceId: finding.sourceId ?? '', objectKey: finding.objectKey ?? '' })),
    })),
    links,
    running,
    sessionOf,
    statusOf,
  }
}

/** A JSON whose media is gone still tells that its room met. */
function claimOrphans(facts: Facts, links: Links): SessionClaim[] {
  return facts.descriptions.flatMap((one) => {
    const speaks = one.dialect.startsWith('egress') || one.dialect === 'syncflow_text'
    if (!speaks || (links.mediaOf.get(one.id) ?? []).length > 0) return []
    const { roomId, roomName, startedNs: startNs, endedNs: endNs } = one
    return [{ id: `${one.table}\0${objectId(one)}`, roomId, roomName, startNs, endNs, weak: false }]
  })
}

/** Logs name their room themselves, or the metadata.json beside them does. */
function claimLogs(facts: Facts): SessionClaim[] {
  const metadata = mapMetadata(facts.descriptions)
  return facts.logs.map((log) => {
    const beside = metadata.get(folderId(log))
    return {
      id: objectId(log),
      roomId: log.roomId ?? beside?.roomId,
      roomName: beside?.roomName ?? log.roomName,
      startNs: log.firstNs,
      endNs: log.lastNs,
      weak: false,
    }
  })
}

function mapSessions(sessions: readonly FormedSession[], facts: Facts, links: Links): Map<string, string> {
  const byClaim = new Map(
    sessions.flatMap(({ sessionId, claims }) => claims.map((claim) => [claim, sessionId] as const)),
  )
  const sessionOf = new Map<string, string>()
  for (const object of [...facts.objects, ...facts.logs]) {
    const sessionId = byClaim.get(objectId(object))
    if (sessionId !== undefined) sessionOf.set(objectId(object), sessionId)
  }
  for (const one of facts.descriptions) {
    const [mediaKey] = links.mediaOf.get(one.id) ?? []
    const ofMedia =
      mediaKey === undefined
        ? undefined
        : sessionOf.get(objectId({ sourceId: one.sourceId, objectKey: mediaKey }))
    const sessionId = ofMedia ?? byClaim.get(`${one.table}\0${objectId(one)}`)
    if (sessionId !== undefined) sessionOf.set(objectId(one), sessionId)
  }
  return sessionOf
}

/** Dates as far as the files' own times go; placing sets the true epoch and duration. */
function createSession({ sessionId, roomId, roomName, startNs, endNs }: FormedSession): Row {
  const epochUs = startNs === undefined ? 0 : Number(startNs / 1_000_000n) * 1000
  return {
    session_id: sessionId,
    room_id: roomId,
    room_name: roomName,
    epoch_us: epochUs,
    started_at: new Date(epochUs / 1000),
    duration_us: endNs === undefined || startNs === undefined ? 0 : Number((endNs - startNs) / 1000n),
    clock_version: '',
  }
}

interface FormedRecording {
  readonly row: Row
  readonly sessionId: string
  readonly identity: string
}

function createRecordings(media: MediaFacts, sessionId: string | undefined): FormedRecording[] {
  if (sessionId === undefined) return []
  const { object, identity } = media
  // A lane is of one kind: the sound of a room's or a person's film is a lane beside its pictures.
  const sourceOf = (kind: string): Source =>
    media.source === 'composite' && kind === 'audio' ? 'composite_audio' : media.source
  return media.streams.map((stream) => ({
    sessionId,
    identity,
    row: {
      recording_id: formatRecordingId(object.sourceId, object.objectKey, stream.streamIndex),
      session_id: sessionId,
      track_id: media.trackIdOf(stream),
      identity,
      kind: stream.kind,
      source: sourceOf(stream.kind),
      egress_id: media.egressId,
      source_id: object.sourceId,
      object_key: object.objectKey,
      stream_index: stream.streamIndex,
      codec: stream.codec,
      first_pts_us: stream.firstPtsUs,
      end_pts_us: stream.endPtsUs,
    },
  }))
}

function createTracks(recordings: readonly FormedRecording[]): Row[] {
  const tracks = new Map<string, Row>()
  for (const { row, sessionId } of recordings) {
    const { track_id, identity, kind, source } = row
    const id = `${sessionId}\0${String(track_id)}`
    if (!tracks.has(id)) tracks.set(id, { session_id: sessionId, track_id, identity, kind, source })
  }
  return [...tracks.values()]
}

/** Everybody who was recorded or sent data. */
function createParticipants(
  recordings: readonly FormedRecording[],
  logs: readonly LogFact[],
  sessionOf: ReadonlyMap<string, string>,
): Row[] {
  const people = new Map<string, Row>()
  const add = (sessionId: string, identity: string): void => {
    if (identity === UNKNOWN || identity === WHOLE_ROOM) return
    people.set(`${sessionId}\0${identity}`, { session_id: sessionId, identity, name: null })
  }
  for (const { sessionId, identity } of recordings) add(sessionId, identity)
  for (const log of logs) {
    const sessionId = sessionOf.get(objectId(log))
    if (sessionId === undefined) continue
    for (const identity of log.identity === undefined ? log.senders : [log.identity, ...log.senders])
      add(sessionId, identity)
  }
  for (const log of logs) {
    const sessionId = sessionOf.get(objectId(log))
    for (const [identity, name] of log.names) {
      const known = people.get(`${sessionId}\0${identity}`)
      if (known) people.set(`${sessionId}\0${identity}`, { ...known, name })
    }
  }
  return [...people.values()]
}

function findUndated(session: FormedSession): StoredFinding[] {
  if (session.startNs !== undefined) return []
  const { sessionId, roomName } = session
  const message = `session ${roomName}: none of its ${session.claims.length} files holds a plausible time`
  return [createFinding({ stage: 'form', code: 'session_undated', subject: sessionId, sessionId, message })]
}
