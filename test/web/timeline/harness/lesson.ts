/** A made-up lesson like the drawing's: five people, one who leaves and rejoins, a screen, holes, all three grades. */
import type { GapView, Lane, RecordingView, SessionDetail } from '../../../../core/protocol/index.ts'

const S = 1e6

interface RecordingOptions {
  readonly id: string
  readonly startS: number
  readonly endS: number
  readonly kind: 'audio' | 'video'
  readonly grade: 'A' | 'B' | 'C'
  readonly sigmaMs: number
  readonly holesS?: readonly (readonly [number, number])[]
}

/** One placed recording; media time begins at 0 with its first sample. */
export function makeRecording(options: RecordingOptions): RecordingView {
  const { id, startS, endS, kind, grade, sigmaMs } = options
  return {
    recordingId: id,
    trackId: `TR_${id}`,
    egressId: null,
    objectKey: `${id}.webm`,
    sizeBytes: 1e7,
    version: 'v1',
    container: 'webm',
    codec: kind === 'video' ? 'vp8' : 'opus',
    codecString: null,
    width: kind === 'video' ? 640 : null,
    height: kind === 'video' ? 360 : null,
    rotation: 0,
    sampleRateHz: kind === 'audio' ? 48_000 : null,
    channels: kind === 'audio' ? 1 : null,
    firstPtsUs: 0,
    endPtsUs: (endS - startS) * S,
    packetCount: 1000,
    placement: {
      offsetUs: startS * S,
      driftPpm: 0,
      driftSigmaPpm: null,
      steps: [],
      component: null,
      sigmaUs: sigmaMs * 1e3,
      grade,
      method: 'egress_info',
      startUs: startS * S,
      endUs: endS * S,
      computedOffsetUs: startS * S,
      correctionUs: 0,
    },
    edges: [],
    holes: (options.holesS ?? []).map(([from, to]) => ({ startPtsUs: from * S, endPtsUs: to * S })),
    hasPeaks: kind === 'audio',
    hasPackets: true,
  }
}

interface PersonOptions {
  readonly identity: string
  readonly name: string
  readonly spansS: readonly (readonly [number, number])[]
  readonly grade: 'A' | 'B' | 'C'
  readonly sigmaMs: number
  readonly screen?: readonly [number, number]
  readonly muteS?: readonly [number, number]
}

function findGaps(spans: PersonOptions['spansS'], lengthS: number): GapView[] {
  const gaps: GapView[] = []
  const first = spans[0]!
  if (first[0] > 0.5) gaps.push({ startUs: 0, endUs: first[0] * S, reason: 'not_joined' })
  spans.forEach(([, end], k) => {
    const next = spans[k + 1]
    if (next) gaps.push({ startUs: end * S, endUs: next[0] * S, reason: 'left' })
    else if (end < lengthS - 0.5) gaps.push({ startUs: end * S, endUs: lengthS * S, reason: 'ended' })
  })
  return gaps
}

function makeLanes(person: PersonOptions, lengthS: number): Lane[] {
  const { identity, spansS, grade, sigmaMs } = person
  const lane = (source: string, kind: 'audio' | 'video', spans = spansS): Lane => ({
    laneId: `${identity}/${source}`,
    identity,
    source,
    kind,
    gaps: findGaps(spans, lengthS),
    recordings: spans.map(([startS, endS], k) =>
      makeRecording({
        id: `${identity}_${source}_${k}`,
        startS,
        endS,
        kind,
        grade,
        sigmaMs,
        holesS: kind === 'audio' && person.muteS && k === 0 ? [person.muteS] : [],
      }),
    ),
  })
  const lanes = [lane('camera', 'video'), lane('microphone', 'audio')]
  if (person.screen) lanes.push(lane('screen_share', 'video', [person.screen]))
  return lanes
}

/** Makes a session of people; findings name recordings that exist. */
export function makeSession(people: readonly PersonOptions[], lengthS: number): SessionDetail {
  const lanes = people.flatMap((person) => makeLanes(person, lengthS))
  return {
    sessionId: 'RM_lesson',
    roomName: 'Fractions, group 3',
    roomId: 'RM_lesson',
    epochWallUs: Date.UTC(2025, 5, 11, 15, 30, 39, 0) * 1e3,
    durationUs: lengthS * S,
    participants: people.length,
    tracks: lanes.length,
    recordings: lanes.length,
    sizeBytes: 1e9,
    findings: 1,
    concerns: 1,
    headline: null,
    concernCodes: [],
    zone: null,
    worstGrade: 'C',
    worstSigmaUs: 900_000,
    coverage: [],
    clockVersion: '1',
    people: people.map(({ identity, name }) => ({ identity, name, withheld: null })),
    lanes,
    findingList: [
      {
        findingId: 'f1',
        severity: 'warning',
        code: 'stall',
        subject: 'ben_camera_0',
        objectKey: null,
        recordingId: 'ben_camera_0',
        message: 'stall of 342 ms in Ben’s camera',
        hint: '',
        evidence: {},
        accepted: null,
      },
    ],
    logCount: 1284,
  }
}

export const lesson = (): SessionDetail =>
  makeSession(
    [
      {
        identity: 'adeyemi',
        name: 'Ms Adeyemi',
        spansS: [[5, 1440]],
        grade: 'A',
        sigmaMs: 6,
        screen: [64, 1400],
      },
      { identity: 'leo', name: 'Leo', spansS: [[8, 1441]], grade: 'A', sigmaMs: 8, muteS: [700, 716] },
      {
        identity: 'mia',
        name: 'Mia',
        spansS: [
          [30, 682],
          [812, 1410],
        ],
        grade: 'B',
        sigmaMs: 28,
      },
      { identity: 'ben', name: 'Ben', spansS: [[10, 1440]], grade: 'A', sigmaMs: 7 },
      { identity: 'zoe', name: 'Zoë', spansS: [[116, 1442]], grade: 'C', sigmaMs: 900 },
    ],
    1452,
  )

/** A class of `count` people over three hours: what panning and zooming must bear. */
export const wholeClass = (count: number): SessionDetail =>
  makeSession(
    Array.from({ length: count }, (_, index) => ({
      identity: `p${index}`,
      name: `Person ${index + 1}`,
      spansS: [[index, 10_800 - index] as const],
      grade: 'A' as const,
      sigmaMs: 9,
    })),
    10_800,
  )
