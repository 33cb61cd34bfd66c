/** A session's clocks by hand, as the server says them: the people of the drawing, or any number of them in one room. */
import type { ClockGraph, ClockMark, GraphEdge, RecordingClock } from '../../core/protocol/clock.ts'
import type { RecordingView, SessionDetail } from '../../core/protocol/session.ts'
import { makeRecording, makeSession } from './makeSession.ts'

const EPOCH_US = Date.UTC(2025, 5, 11, 15, 29, 2) * 1000
const LENGTH_US = 1_440e6

export function makeEdge(changes: Partial<GraphEdge> & Pick<GraphEdge, 'edgeId' | 'from' | 'to'>): GraphEdge {
  const { offsetUs = 0, atUs = 700e6, sigmaUs = 6_000 } = changes
  return {
    kind: 'audio_match',
    support: 'content',
    offsetUs,
    atUs,
    sigmaUs,
    ratePpm: 18.2,
    rateSigmaPpm: 0.1,
    agreement: 0.9,
    pieces: [{ startUs: 0, endUs: LENGTH_US, atUs, offsetUs, sigmaUs }],
    residualUs: 1_200,
    leaveOneOutUs: 2_100,
    weight: 0.98,
    used: true,
    muted: null,
    author: 'lockstep',
    evidence: { windows: 60, agreeing: 54 },
    ...changes,
  }
}

export function makeClock(
  id: string,
  identity: string,
  changes: Partial<RecordingClock> = {},
): RecordingClock {
  const source = changes.source ?? 'microphone'
  return {
    recordingId: id,
    laneId: `${identity}/${source}`,
    identity,
    name: identity,
    source,
    kind: source === 'microphone' ? 'audio' : 'video',
    objectKey: `lesson/${id}.webm`,
    saysWallUs: EPOCH_US,
    saysSource: 'manifest',
    placedWallUs: EPOCH_US + 753_000,
    driftPpm: 3.1,
    driftSigmaPpm: 0.1,
    steps: [],
    sigmaUs: 6_000,
    grade: 'A',
    component: 0,
    residualP50Us: 1_000,
    residualP95Us: 4_000,
    evidence: [{ kind: 'audio_match', count: 3, disagree: 0 }],
    lacks: null,
    correctionUs: 0,
    ...changes,
  }
}

const media = (id: string): string => `media:${id}`

function graphOf(recordings: RecordingClock[], edges: GraphEdge[], changes: Partial<ClockGraph>): ClockGraph {
  return {
    sessionId: 'RM_1',
    roomName: 'Fractions, group 1',
    clockVersion: 'v1',
    epochWallUs: EPOCH_US,
    durationUs: LENGTH_US,
    wallSigmaUs: 180_000,
    clocks: [
      { clockId: 'utc', kind: 'utc', identity: null, recordingId: null },
      ...recordings.map(({ recordingId, identity }) => ({
        clockId: media(recordingId),
        kind: 'media' as const,
        identity,
        recordingId,
      })),
    ],
    edges,
    recordings,
    marks: [],
    expectedErrorUs: { p50: 9_000, p95: 34_000 },
    alignedWallUs: EPOCH_US + 86_400e6,
    pairs: { compared: 15, refused: 5 },
    ...changes,
  }
}

/** A prior of one recording: its manifest or its EgressInfo. */
const prior = (id: string, kind: string, sigmaUs: number): GraphEdge =>
  makeEdge({
    edgeId: `${kind}-${id}`,
    from: media(id),
    to: 'utc',
    kind,
    support: kind === 'egress_info' ? 'measured' : 'prior',
    offsetUs: EPOCH_US + 700_000,
    atUs: 0,
    sigmaUs,
    ratePpm: null,
    rateSigmaPpm: null,
    agreement: null,
    pieces: [],
    used: true,
    evidence: { startedAtRaw: '1749655742871000000', dialect: 'generation B' },
  })

/** The clocks of the drawing: six people in one room, one of them on a headset, one upload without a manifest. */
export function makeClockGraph(changes: Partial<ClockGraph> = {}): ClockGraph {
  const at = (ms: number): number => EPOCH_US + ms * 1_000
  const recordings = [
    makeClock('ada', 'ada', {
      name: 'Ms Adeyemi',
      source: 'camera',
      saysWallUs: at(118),
      placedWallUs: at(871),
      evidence: [
        { kind: 'egress_info', count: 1, disagree: 0 },
        { kind: 'audio_match', count: 4, disagree: 0 },
      ],
    }),
    makeClock('leo', 'leo', {
      name: 'Leo',
      saysWallUs: at(-360),
      placedWallUs: at(702),
      driftPpm: -11.4,
      sigmaUs: 5_000,
      evidence: [
        { kind: 'audio_match', count: 4, disagree: 0 },
        { kind: 'log_echo', count: 312, disagree: 0 },
      ],
    }),
    makeClock('ben', 'ben', {
      name: 'Ben',
      saysWallUs: at(2_009),
      placedWallUs: at(3_213),
      driftPpm: 18.2,
      steps: [{ mediaUs: 958.8e6, byUs: 342_000, sigmaUs: 4_000 }],
      evidence: [{ kind: 'audio_match', count: 3, disagree: 1 }],
    }),
    makeClock('mia', 'mia', { name: 'Mia', saysWallUs: at(1_377), placedWallUs: at(2_021), sigmaUs: 7_000 }),
    makeClock('mia2', 'mia', {
      name: 'Mia',
      saysWallUs: at(728_902),
      placedWallUs: at(729_730),
      sigmaUs: 7_000,
    }),
    makeClock('zoe', 'zoe', {
      name: 'Zoë',
      source: 'camera',
      saysWallUs: at(500),
      placedWallUs: at(1_281),
      driftSigmaPpm: null,
      driftPpm: 0,
      sigmaUs: 45_000,
      grade: 'B',
      component: null,
      evidence: [{ kind: 'log_echo', count: 1, disagree: 0 }],
      lacks: 'sound refused (headset)',
    }),
    makeClock('screen', 'screen', {
      name: 'Screen',
      source: 'screen_share',
      saysWallUs: at(69_020),
      placedWallUs: at(69_785),
      sigmaUs: 20_000,
      grade: 'B',
      component: null,
      evidence: [{ kind: 'egress_info', count: 1, disagree: 0 }],
    }),
    makeClock('ann', 'ann', {
      name: 'Ann',
      saysWallUs: null,
      saysSource: null,
      placedWallUs: null,
      driftPpm: 0,
      driftSigmaPpm: null,
      sigmaUs: null,
      grade: null,
      component: null,
      evidence: [],
      lacks: 'path time only: not aligned',
    }),
  ]
  const sound = (edgeId: string, from: string, to: string, sigmaMs: number): GraphEdge =>
    makeEdge({ edgeId, from: media(from), to: media(to), sigmaUs: sigmaMs * 1_000 })
  const edges = [
    sound('ada-leo', 'ada', 'leo', 5),
    sound('ada-ben', 'ada', 'ben', 9),
    sound('ada-mia', 'ada', 'mia', 11),
    sound('leo-mia', 'leo', 'mia', 7),
    sound('ben-mia', 'ben', 'mia', 8),
    sound('ben-mia2', 'ben', 'mia2', 8.5),
    makeEdge({
      edgeId: 'ben-leo',
      from: media('ben'),
      to: media('leo'),
      offsetUs: -1_204_000,
      pieces: [
        { startUs: 0, endUs: 958e6, atUs: 480e6, offsetUs: -1_204_000, sigmaUs: 6_000 },
        { startUs: 960e6, endUs: LENGTH_US, atUs: 1_200e6, offsetUs: -862_000, sigmaUs: 6_000 },
      ],
      atUs: 480e6,
      ratePpm: 0,
    }),
    makeEdge({
      edgeId: 'ben-zoe',
      from: media('ben'),
      to: media('zoe'),
      sigmaUs: 30_000,
      leaveOneOutUs: 380_000,
      residualUs: 361_000,
      weight: 0.02,
      agreement: 0.37,
    }),
    makeEdge({
      edgeId: 'zoe-screen',
      from: media('screen'),
      to: media('zoe'),
      kind: 'log_echo',
      support: 'measured',
      sigmaUs: 45_000,
      pieces: [],
    }),
    makeEdge({
      edgeId: 'ada-screen',
      from: media('ada'),
      to: media('screen'),
      kind: 'same_device',
      support: 'measured',
      sigmaUs: 20_000,
      pieces: [],
    }),
    makeEdge({
      edgeId: 'ada-zoe',
      from: media('ada'),
      to: media('zoe'),
      kind: 'manifest_interval',
      support: 'prior',
      sigmaUs: 900_000,
      used: false,
      pieces: [],
      muted: { muteId: 'm1', note: 'the laptop slept', author: 'ada', createdWallUs: EPOCH_US },
    }),
    ...['ada', 'screen'].map((id) => prior(id, 'egress_info', 180_000)),
    ...['leo', 'ben', 'mia', 'mia2', 'zoe'].map((id) => prior(id, 'manifest_a', 900_000)),
  ]
  return graphOf(recordings, edges, changes)
}

/** A room of `count` people, each heard by all: as many edges as pairs, and one that disagrees. */
export function makeCrowd(count: number): ClockGraph {
  const ids = Array.from({ length: count }, (_, index) => `p${String(index).padStart(2, '0')}`)
  const recordings = ids.map((id, index) => makeClock(id, id, { name: `Student number ${index + 1}` }))
  const edges = ids.flatMap((a, i) =>
    ids.slice(i + 1).map((b, j) =>
      makeEdge({
        edgeId: `${a}-${b}`,
        from: media(a),
        to: media(b),
        sigmaUs: 4_000 + ((i * 7 + j * 13) % 40) * 1_000,
      }),
    ),
  )
  const off = edges[count * 3]
  if (off) edges[count * 3] = { ...off, leaveOneOutUs: 900_000, weight: 0.01 }
  return graphOf(recordings, edges, {})
}

export const makeMark = (changes: Partial<ClockMark> = {}): ClockMark => ({
  markId: 'mark1',
  fromRecordingId: 'ben',
  fromMediaUs: 60e6,
  toRecordingId: 'leo',
  toMediaUs: 58.796e6,
  sigmaUs: 30_000,
  note: 'the clap',
  author: 'ada',
  createdWallUs: EPOCH_US,
  ...changes,
})

const viewOf = (recording: RecordingClock): RecordingView => {
  const startS = ((recording.placedWallUs ?? EPOCH_US) - EPOCH_US) / 1e6
  const made = makeRecording(recording.recordingId, startS, startS + LENGTH_US / 1e6)
  const isSound = recording.kind === 'audio'
  return {
    ...made,
    ...(isSound ? { width: null, height: null, sampleRateHz: 48_000, channels: 1 } : {}),
    placement: recording.placedWallUs === null ? null : made.placement,
  }
}

/** The session a graph is of, with a lane for each of its recordings. */
export function makeClockSession(graph: ClockGraph): SessionDetail {
  const laneIds = [...new Set(graph.recordings.map((recording) => recording.laneId))]
  return makeSession({
    sessionId: graph.sessionId,
    roomName: graph.roomName,
    epochWallUs: graph.epochWallUs,
    durationUs: graph.durationUs,
    findingList: [],
    people: [...new Map(graph.recordings.map(({ identity, name }) => [identity, name]))].map(
      ([identity, name]) => ({ identity, name, withheld: null }),
    ),
    lanes: laneIds.map((laneId) => {
      const recordings = graph.recordings.filter((recording) => recording.laneId === laneId)
      const { identity, source, kind } = recordings[0]!
      return { laneId, identity, source, kind, recordings: recordings.map(viewOf), gaps: [] }
    }),
  })
}
