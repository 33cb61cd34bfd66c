/** Evidence made by hand for placing without a catalog: recordings, and what was measured between them. */
import type { EvidenceKind } from '../../core/model/index.ts'
import type { StandingCorrection } from '../../ingest/edges/correction.ts'
import { mediaClock, type RecordingEvidence } from '../../ingest/edges/evidence.ts'
import type { StandingMark } from '../../ingest/edges/mark.ts'
import type { MeasuredEdge, MeasuredOffset } from '../../ingest/edges/measured.ts'
import { NOTHING_SAID, type Said } from '../../ingest/edges/said.ts'
import { placeRecordings, type PlacedSession } from '../../ingest/placeRecordings.ts'
import { T0_US } from './placeSupport.ts'

export const WRITTEN = { author: 'eve', note: undefined, createdAt: new Date('2026-11-21T10:00:00Z') }

/** A microphone of an hour, `requestedUs` after T0_US by its generation B manifest, which is 0.3 to 3 s early. */
export function microphone(
  recordingId: string,
  requestedUs: number,
  more: Partial<RecordingEvidence> = {},
): RecordingEvidence {
  const lastPtsUs = 3_600e6
  return {
    recordingId,
    sessionId: 'RM_1',
    identity: recordingId,
    source: 'microphone',
    kind: 'audio',
    egressId: undefined,
    sourceId: 's1',
    objectKey: `${recordingId}.ogg`,
    streamIndex: 0,
    firstPtsUs: 0,
    lastPtsUs,
    endPtsUs: lastPtsUs + 20_000,
    codecDelayUs: 0,
    modifiedUs: undefined,
    pathTime: undefined,
    manifests: [
      {
        objectKey: `${recordingId}.json`,
        dialect: 'egress_b',
        egressId: undefined,
        startedAtUs: T0_US + requestedUs,
        endedAtUs: undefined,
        startedAtRaw: undefined,
        endedAtRaw: undefined,
      },
    ],
    egressInfos: [],
    ...more,
  }
}

/** Sound of two recordings: `from` begins `offsetUs` later than `to`. Undefined offset: compared and refused. */
export const sound = (
  from: string,
  to: string,
  offsetUs: number | undefined,
  more: Partial<MeasuredOffset> & { kind?: EvidenceKind } = {},
): MeasuredEdge => {
  const { kind = 'audio_match', ...found } = more
  return {
    edgeId: `${kind}-${from}-${to}`,
    sessionId: 'RM_1',
    kind,
    support: 'content',
    from: mediaClock(from),
    to: mediaClock(to),
    fromEtag: 'e',
    toEtag: 'e',
    methodVersion: 1,
    author: 'test',
    evidence: {},
    refusal: offsetUs === undefined ? 'nothing in common' : undefined,
    found:
      offsetUs === undefined
        ? undefined
        : {
            atUs: 1_800e6,
            offsetUs,
            sigmaUs: 4_000,
            ratePpm: 0,
            rateSigmaPpm: 0.1,
            agreement: 0.9,
            pieces: [],
            ...found,
          },
  }
}

/** The same with a step of `from` by `byUs` at half an hour. */
export const steppedSound = (from: string, to: string, offsetUs: number, byUs: number): MeasuredEdge =>
  sound(from, to, offsetUs, {
    atUs: 900e6,
    pieces: [
      { startUs: 0, endUs: 1_800e6, atUs: 900e6, offsetUs, sigmaUs: 4_000 },
      { startUs: 1_800e6, endUs: 3_600e6, atUs: 2_700e6, offsetUs: offsetUs + byUs, sigmaUs: 4_000 },
    ],
  })

export const mark = (
  from: string,
  to: string,
  offsetUs: number,
  markId = `mark-${from}-${to}`,
): StandingMark => ({
  ...WRITTEN,
  markId,
  fromRecordingId: from,
  fromMediaUs: 60e6,
  toRecordingId: to,
  toMediaUs: 60e6 + offsetUs,
  sigmaUs: 30_000,
})

export const correction = (byUs: number, more: Partial<StandingCorrection> = {}): StandingCorrection => ({
  ...WRITTEN,
  correctionId: `cor-${byUs}`,
  byUs,
  computedUs: undefined,
  computedSigmaUs: undefined,
  linked: false,
  ...more,
})

export const mute = (...edgeIds: string[]): Said['mutes'] =>
  new Map(edgeIds.map((edgeId) => [edgeId, { ...WRITTEN, muteId: `mute-${edgeId}`, edgeId }]))

export function placeSession(
  recordings: readonly RecordingEvidence[],
  measured: readonly MeasuredEdge[] = [],
  said: Partial<Said> = {},
): PlacedSession {
  return placeRecordings({ recordings, copied: new Set(), measured, said: { ...NOTHING_SAID, ...said } })[0]!
}

/** Wall time of media time 0 after T0_US, by recording. */
export const startsOf = ({ placed }: PlacedSession): Readonly<Record<string, number>> =>
  Object.fromEntries(placed.map(({ recording, offsetUs }) => [recording.recordingId, offsetUs - T0_US]))
