/** A small session by hand: Leo with a camera and a microphone, Mia with a camera that stops and comes back. */
import type { Lane, RecordingView, SessionDetail } from '../../core/protocol/session.ts'

const SECOND = 1e6

export function makeRecording(id: string, startS: number, endS: number): RecordingView {
  return {
    recordingId: id,
    trackId: `TR_${id}`,
    egressId: `EG_${id}`,
    objectKey: `lesson/${id}.webm`,
    sizeBytes: 1000,
    version: 'v1',
    container: 'webm',
    codec: 'vp8',
    codecString: 'vp8',
    width: 640,
    height: 360,
    rotation: 0,
    sampleRateHz: null,
    channels: null,
    firstPtsUs: 0,
    endPtsUs: (endS - startS) * SECOND,
    packetCount: 100,
    placement: {
      offsetUs: startS * SECOND,
      driftPpm: 0,
      driftSigmaPpm: null,
      steps: [],
      component: null,
      sigmaUs: 28_000,
      grade: 'B',
      method: 'manifest_a',
      startUs: startS * SECOND,
      endUs: endS * SECOND,
      computedOffsetUs: startS * SECOND,
      correctionUs: 0,
    },
    edges: [],
    holes: [],
    hasPeaks: false,
    hasPackets: true,
  }
}

const makeLane = (identity: string, source: string, recordings: RecordingView[]): Lane => ({
  laneId: `${identity}/${source}`,
  identity,
  source,
  kind: source === 'microphone' ? 'audio' : 'video',
  recordings,
  gaps: [],
})

export function makeSession(changes: Partial<SessionDetail> = {}): SessionDetail {
  const lanes = [
    makeLane('leo', 'camera', [makeRecording('leo1', 0, 100)]),
    makeLane('leo', 'microphone', [makeRecording('leo2', 0, 100)]),
    makeLane('mia', 'camera', [makeRecording('mia1', 5, 40), makeRecording('mia2', 60, 100)]),
  ]
  return {
    sessionId: 'RM_1',
    roomName: 'Fractions, group 3',
    roomId: 'RM_1',
    epochWallUs: Date.UTC(2025, 5, 11, 15, 30, 39) * 1000,
    durationUs: 100 * SECOND,
    participants: 2,
    tracks: 3,
    recordings: 4,
    sizeBytes: 4000,
    findings: 1,
    concerns: 1,
    headline: 'stall of 342 ms in Mia’s camera',
    concernCodes: ['stall'],
    zone: null,
    worstGrade: 'B',
    worstSigmaUs: 28_000,
    coverage: [
      { identity: 'leo', spans: [{ startUs: 0, endUs: 100 * SECOND }] },
      { identity: 'mia', spans: [{ startUs: 5 * SECOND, endUs: 40 * SECOND }] },
    ],
    clockVersion: '1',
    people: [
      { identity: 'leo', name: 'Leo', withheld: null },
      { identity: 'mia', name: 'Mia', withheld: null },
    ],
    lanes,
    findingList: [
      {
        findingId: 'f1',
        severity: 'warning',
        code: 'stall',
        subject: 'mia1',
        objectKey: null,
        recordingId: 'mia1',
        message: 'stall of 342 ms in Mia’s camera',
        hint: 'Nudge it.',
        evidence: {},
        accepted: null,
      },
    ],
    logCount: 0,
    ...changes,
  }
}
