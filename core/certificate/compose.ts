/**
 * What is certified of a session, from its solved clock graph and what the catalog knows beside it. Nothing is judged
 * here: grades and σ are the solution's. The graph holds nothing of withheld people, and what is said of a recording it
 * does not hold is left out.
 */
import type {
  Certificate,
  CertifiedRecording,
  ClockGraph,
  FindingView,
  PlaybackRun,
  RecordingClock,
} from '../protocol/index.ts'
import { formatUtc, type Micros } from '../time/index.ts'
import { roundAll } from './canonical.ts'

/** One recording's file and where it lies. */
export interface CertifiedFile {
  readonly file: CertifiedRecording['file']
  readonly span: CertifiedRecording['span']
  /** Session time of a media time; undefined where it is not placed. */
  readonly toSession: ((mediaUs: number) => number) | undefined
}

export interface CertifiedCorrection {
  readonly recordingId: string
  readonly byUs: number
  readonly author: string
  readonly note: string | null
  readonly createdWallUs: number
}

export interface CertificateContext {
  readonly programVersion: string
  readonly catalogSchema: number
  /** By recording id. */
  readonly files: ReadonlyMap<string, CertifiedFile>
  readonly withheld: Certificate['withheld']
  /** Those in force. */
  readonly corrections: readonly CertifiedCorrection[]
  readonly findings: readonly Pick<
    FindingView,
    'severity' | 'code' | 'message' | 'recordingId' | 'accepted'
  >[]
  readonly annotations: number
  /** Expected |error| between two recordings of the main group. */
  readonly linkedErrorUs: Certificate['clock']['linkedErrorUs']
  readonly playback: PlaybackRun | null
}

export function composeCertificate(graph: ClockGraph, context: CertificateContext): Certificate {
  const shown = new Set(graph.recordings.map(({ recordingId }) => recordingId))
  const recordings = graph.recordings
    .map((recording) => certifyRecording(recording, context.files.get(recording.recordingId)))
    .toSorted(byPlace)
  const count = (grade: string | null): number => recordings.filter((one) => one.grade === grade).length
  return roundAll<Certificate>({
    format: 'lockstep-sync-certificate',
    formatVersion: 1,
    program: { name: 'lockstep', version: context.programVersion, catalogSchema: context.catalogSchema },
    session: {
      sessionId: graph.sessionId,
      roomName: graph.roomName,
      epochUtc: utc(graph.epochWallUs),
      durationUs: graph.durationUs,
    },
    clock: {
      version: graph.clockVersion,
      alignedAt: graph.alignedWallUs === null ? null : utc(graph.alignedWallUs),
      wallSigmaUs: graph.wallSigmaUs,
      pairs: graph.pairs,
      expectedErrorUs: graph.expectedErrorUs,
      linkedErrorUs: context.linkedErrorUs,
      groups: countGroups(recordings),
    },
    grades: { A: count('A'), B: count('B'), C: count('C'), unplaced: count(null) },
    recordings,
    withheld: context.withheld,
    byHand: composeByHand(graph, context, shown),
    findings: context.findings
      .filter(({ recordingId }) => recordingId === null || shown.has(recordingId))
      .map(({ severity, code, message, recordingId, accepted }) => ({
        severity,
        code,
        message,
        recordingId,
        acceptedBy: accepted?.author ?? null,
      }))
      .toSorted((a, b) => compare(`${a.code} ${a.message}`, `${b.code} ${b.message}`)),
    annotations: context.annotations,
    playback: context.playback,
  })
}

function certifyRecording(recording: RecordingClock, known: CertifiedFile | undefined): CertifiedRecording {
  const { placedWallUs, saysWallUs, saysSource } = recording
  return {
    recordingId: recording.recordingId,
    person: recording.identity,
    name: recording.name,
    source: recording.source,
    kind: recording.kind,
    file: known?.file ?? { source: '', key: recording.objectKey, streamIndex: 0, sizeBytes: 0, etag: '' },
    span: known?.span ?? null,
    startUtc: placedWallUs === null ? null : utc(placedWallUs),
    grade: recording.grade,
    sigmaUs: recording.sigmaUs,
    group: recording.component,
    driftPpm: recording.driftPpm,
    driftSigmaPpm: recording.driftSigmaPpm,
    steps: recording.steps.map((step) => {
      const afterUs = known?.toSession?.(step.mediaUs) ?? step.mediaUs
      return { ...step, atUs: Math.round(step.byUs > 0 ? afterUs - step.byUs : afterUs) }
    }),
    evidence: recording.evidence.toSorted((a, b) => compare(a.kind, b.kind)),
    residualP50Us: recording.residualP50Us,
    residualP95Us: recording.residualP95Us,
    stated:
      saysWallUs === null
        ? null
        : {
            by: saysSource ?? 'file',
            startUtc: utc(saysWallUs),
            placedLaterUs: placedWallUs === null ? null : placedWallUs - saysWallUs,
          },
    correctionUs: recording.correctionUs,
    lacks: recording.lacks,
  }
}

function composeByHand(
  graph: ClockGraph,
  { corrections }: CertificateContext,
  shown: ReadonlySet<string>,
): Certificate['byHand'] {
  return {
    corrections: corrections
      .filter(({ recordingId }) => shown.has(recordingId))
      .map(({ recordingId, byUs, author, note, createdWallUs }) => ({
        recordingId,
        byUs,
        author,
        note,
        at: utc(createdWallUs),
      }))
      .toSorted((a, b) => compare(a.at + a.recordingId, b.at + b.recordingId)),
    marks: graph.marks
      .map((mark) => ({
        fromRecordingId: mark.fromRecordingId,
        fromMediaUs: mark.fromMediaUs,
        toRecordingId: mark.toRecordingId,
        toMediaUs: mark.toMediaUs,
        sigmaUs: mark.sigmaUs,
        note: mark.note,
        author: mark.author,
        at: utc(mark.createdWallUs),
      }))
      .toSorted((a, b) => compare(a.at + a.fromRecordingId, b.at + b.fromRecordingId)),
    mutes: graph.edges
      .flatMap(({ muted, kind, from, to }) =>
        muted
          ? {
              author: muted.author,
              note: muted.note,
              at: utc(muted.createdWallUs),
              kind,
              between: [from, to],
            }
          : [],
      )
      .toSorted((a, b) => compare(a.at + a.between.join(), b.at + b.between.join())),
  }
}

function countGroups(recordings: readonly CertifiedRecording[]): Certificate['clock']['groups'] {
  const counts = new Map<number, number>()
  for (const { group } of recordings) if (group !== null) counts.set(group, (counts.get(group) ?? 0) + 1)
  return [...counts]
    .map(([group, count]) => ({ group, recordings: count }))
    .toSorted((a, b) => a.group - b.group)
}

const utc = (wallUs: number): string => formatUtc(wallUs as Micros)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** People by identity, each one's recordings by source and start, the unplaced last. */
const byPlace = (a: CertifiedRecording, b: CertifiedRecording): number =>
  compare(a.person, b.person) ||
  compare(a.source + a.kind, b.source + b.kind) ||
  (a.span?.startUs ?? Infinity) - (b.span?.startUs ?? Infinity) ||
  compare(a.recordingId, b.recordingId)
