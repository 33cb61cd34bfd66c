/** A hand-made clock graph with one of everything a certificate tells of. */
import type { CertificateContext } from '../../../core/certificate/index.ts'
import type { ClockGraph, GraphEdge, PlaybackRun, RecordingClock } from '../../../core/protocol/index.ts'

const EPOCH_US = Date.UTC(2026, 5, 11, 15, 30) * 1000

export const makeRecordingClock = (
  recordingId: string,
  part: Partial<RecordingClock> = {},
): RecordingClock => ({
  recordingId,
  laneId: `mia/${part.source ?? 'camera'}`,
  identity: 'mia',
  name: 'Mia',
  source: 'camera',
  kind: 'video',
  objectKey: `room/${recordingId}.mp4`,
  saysWallUs: EPOCH_US - 742_000,
  saysSource: 'manifest',
  placedWallUs: EPOCH_US,
  driftPpm: 12.34567,
  driftSigmaPpm: 0.21,
  steps: [],
  sigmaUs: 6200,
  grade: 'A',
  component: 0,
  residualP50Us: 1400,
  residualP95Us: 5100,
  evidence: [
    { kind: 'sibling_track', count: 1, disagree: 0 },
    { kind: 'audio_match', count: 5, disagree: 1 },
  ],
  lacks: null,
  correctionUs: 0,
  ...part,
})

const makeEdge = (part: Partial<GraphEdge>): GraphEdge => ({
  edgeId: 'e1',
  from: 'media:mia_cam',
  to: 'media:leo_mic',
  kind: 'audio_match',
  support: 'content',
  offsetUs: 0,
  atUs: 0,
  sigmaUs: 5000,
  ratePpm: null,
  rateSigmaPpm: null,
  agreement: 0.9,
  pieces: [],
  residualUs: null,
  leaveOneOutUs: null,
  weight: null,
  used: false,
  muted: null,
  author: 'lockstep',
  evidence: {},
  ...part,
})

const mute = { muteId: 'm1', note: 'another room', author: 'ana', createdWallUs: EPOCH_US + 9e9 }

export function makeGraph(part: Partial<ClockGraph> = {}): ClockGraph {
  return {
    sessionId: 'RM_h7s9KqPzLm',
    roomName: 'lesson <8b>',
    clockVersion: 'c3f1a2b4',
    epochWallUs: EPOCH_US,
    durationUs: 3_725_000_000,
    wallSigmaUs: 31_000,
    clocks: [],
    edges: [makeEdge({}), makeEdge({ edgeId: 'e2', kind: 'egress_info', to: 'utc', muted: mute })],
    recordings: [
      makeRecordingClock('leo_mic', {
        laneId: 'leo/microphone',
        identity: 'leo',
        name: 'Leo',
        source: 'microphone',
        kind: 'audio',
        driftPpm: -31.02,
        steps: [{ mediaUs: 962_120_000, byUs: 342_000, sigmaUs: 4000 }],
      }),
      makeRecordingClock('mia_cam'),
      makeRecordingClock('mia_mic', { source: 'microphone', kind: 'audio', correctionUs: 120_000 }),
      makeRecordingClock('sam_cam', {
        identity: 'sam',
        name: 'Sam',
        grade: 'C',
        component: null,
        sigmaUs: 410_000,
        driftPpm: 0,
        driftSigmaPpm: null,
        residualP50Us: null,
        residualP95Us: null,
        evidence: [{ kind: 'manifest_interval', count: 1, disagree: 0 }],
        lacks: 'no sound in common with another recording',
      }),
      makeRecordingClock('tom_cam', {
        identity: 'tom',
        name: 'Tom',
        grade: null,
        component: null,
        sigmaUs: null,
        placedWallUs: null,
        saysWallUs: null,
        saysSource: null,
        driftPpm: 0,
        driftSigmaPpm: null,
        residualP50Us: null,
        residualP95Us: null,
        evidence: [],
        lacks: 'nothing says when it was recorded',
      }),
    ],
    marks: [
      {
        markId: 'k1',
        fromRecordingId: 'mia_cam',
        fromMediaUs: 61_000_000,
        toRecordingId: 'leo_mic',
        toMediaUs: 62_500_000,
        sigmaUs: 30_000,
        note: 'the clap',
        author: 'ana',
        createdWallUs: EPOCH_US + 8e9,
      },
    ],
    expectedErrorUs: { p50: 4100, p95: 14_800 },
    alignedWallUs: EPOCH_US + 7e9,
    pairs: { compared: 6, refused: 1 },
    ...part,
  }
}

export const PLAYED: PlaybackRun = {
  clockVersion: 'c3f1a2b4',
  playedMs: 62_000,
  tiles: 5,
  samples: 18_240,
  exactSamples: 18_216,
  p50Frames: 0,
  p95Frames: 0,
  maxFrames: 2,
  engine: 'webcodecs',
  rate: 1,
  droppedDraws: 3,
  maxLevel: 1,
  failedTiles: 2,
  programVersion: '0.3.0',
  browser: 'Mozilla/5.0 (X11; Linux x64) Chrome/141.0',
  measuredWallUs: EPOCH_US + 10e9,
}

export function makeContext(graph: ClockGraph, part: Partial<CertificateContext> = {}): CertificateContext {
  return {
    programVersion: '0.3.0',
    catalogSchema: 4,
    files: new Map(
      graph.recordings.map(({ recordingId, objectKey, placedWallUs, steps }, at) => [
        recordingId,
        {
          file: {
            source: 's3://lessons/2026',
            key: objectKey,
            streamIndex: 0,
            sizeBytes: 184_300_211 + at,
            etag: `9b2cf535f27731c974343645a3985${328 + at}`,
          },
          span: placedWallUs === null ? null : { startUs: 0, endUs: 3_700_000_000 },
          toSession: (mediaUs) =>
            mediaUs + steps.reduce((sum, step) => sum + (step.mediaUs <= mediaUs ? step.byUs : 0), 0),
        },
      ]),
    ),
    withheld: { people: 1, recordings: 2 },
    corrections: [
      {
        recordingId: 'mia_mic',
        byUs: 120_000,
        author: 'ben',
        note: 'lips',
        createdWallUs: EPOCH_US + 8.5e9,
      },
    ],
    findings: [
      {
        severity: 'warning',
        code: 'capture_stalled',
        message: 'the capture stalled for 342 ms (±4 ms) at about 0:16:02 of the file',
        recordingId: 'leo_mic',
        accepted: null,
      },
      { severity: 'info', code: 'capture_stalled', message: 'Eve', recordingId: 'eve_cam', accepted: null },
    ],
    annotations: 12,
    linkedErrorUs: { p50: 2900, p95: 8600 },
    playback: PLAYED,
    ...part,
  }
}
