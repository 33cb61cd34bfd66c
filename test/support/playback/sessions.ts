/** Sessions made for judging playback: their files, and the session as the server would describe it. */
import type { GapView, Lane, RecordingView, SessionDetail } from '../../../core/protocol/index.ts'
import type { JudgedLane } from '../judge.ts'
import { makeSound, makeVideo } from './makeMedia.ts'
import { readPackets } from './readPackets.ts'

export interface MadeSession {
  readonly session: SessionDetail
  readonly files: ReadonlyMap<string, string>
}

interface LanePlan {
  readonly identity: string
  readonly source: 'camera' | 'screen_share' | 'microphone'
  readonly recordings: readonly {
    readonly offsetUs: number
    readonly path: string
    readonly isSound?: boolean
  }[]
}

const EPOCH_WALL_US = 1_749_655_839_000_000
const NAMES: Readonly<Record<string, string>> = { ms: 'Ms Adeyemi', leo: 'Leo', mia: 'Mia', ben: 'Ben' }

/** Two codecs and rates, a mute, an uneven rate, a rejoin, a screen, two microphones. */
export async function makeVariedSession(): Promise<MadeSession> {
  const [ms, leo, ben, mia1, mia2, screen, msSound, leoSound] = await Promise.all([
    makeVideo({ name: 'ms', cellId: 1, codec: 'h264', fps: 30, seconds: 20 }),
    makeVideo({ name: 'leo', cellId: 2, codec: 'vp8', fps: 25, seconds: 16, hole: { at: 8, length: 3 } }),
    makeVideo({ name: 'ben', cellId: 3, codec: 'vp8', fps: 15, seconds: 18, uneven: true }),
    makeVideo({ name: 'mia1', cellId: 4, codec: 'h264', fps: 30, seconds: 7 }),
    makeVideo({ name: 'mia2', cellId: 5, codec: 'h264', fps: 30, seconds: 6 }),
    makeVideo({ name: 'screen', cellId: 6, codec: 'vp8', fps: 5, seconds: 18 }),
    makeSound('ms', 20, 440),
    makeSound('leo', 19, 660),
  ])
  return describeSession('varied', [
    { identity: 'ms', source: 'camera', recordings: [{ offsetUs: 0, path: ms }] },
    { identity: 'ms', source: 'microphone', recordings: [{ offsetUs: 0, path: msSound, isSound: true }] },
    { identity: 'ms', source: 'screen_share', recordings: [{ offsetUs: 1_012_345, path: screen }] },
    { identity: 'leo', source: 'camera', recordings: [{ offsetUs: 313_131, path: leo }] },
    {
      identity: 'leo',
      source: 'microphone',
      recordings: [{ offsetUs: 300_000, path: leoSound, isSound: true }],
    },
    {
      identity: 'mia',
      source: 'camera',
      recordings: [
        { offsetUs: 717_171, path: mia1 },
        { offsetUs: 11_003_003, path: mia2 },
      ],
    },
    { identity: 'ben', source: 'camera', recordings: [{ offsetUs: 1_500_700, path: ben }] },
  ])
}

/** `count` cameras of 20 s at 30 fps, H264 640×360, each placed a little apart. */
export async function makeEvenSession(count: number): Promise<MadeSession> {
  const made = await Promise.all(
    [1, 2, 3, 4].map((cellId) =>
      makeVideo({ name: `even${cellId}`, cellId, codec: 'h264', fps: 30, seconds: 20 }),
    ),
  )
  const lanes = Array.from({ length: count }, (_, at): LanePlan => ({
    identity: `person ${at + 1}`,
    source: 'camera',
    recordings: [{ offsetUs: (at * 137_013) % 900_000, path: made[at % made.length]! }],
  }))
  return describeSession(`even ${count}`, lanes)
}

/** The judge's view of a made session: ffprobe's packets of each file. */
export async function judgedLanes({ session, files }: MadeSession): Promise<JudgedLane[]> {
  const video = session.lanes.filter((lane) => lane.kind === 'video')
  return Promise.all(
    video.map(async (lane) => {
      const tables = lane.recordings.map(
        async ({ recordingId }) => [recordingId, await readPackets(files.get(recordingId)!)] as const,
      )
      return { lane, tables: new Map(await Promise.all(tables)) }
    }),
  )
}

/** The session as the server would describe it, its files placed as planned. */
export async function describeSession(name: string, plans: readonly LanePlan[]): Promise<MadeSession> {
  const files = new Map<string, string>()
  const lanes: Lane[] = []
  for (const plan of plans) {
    const recordings: RecordingView[] = []
    for (const [at, { path, offsetUs, isSound }] of plan.recordings.entries()) {
      const recordingId = `rec_${plan.identity.replaceAll(' ', '')}_${plan.source}_${at}`
      files.set(recordingId, path)
      recordings.push(await describeRecording(recordingId, path, offsetUs, isSound === true))
    }
    lanes.push({
      laneId: `${plan.identity}/${plan.source}`,
      identity: plan.identity,
      source: plan.source,
      kind: plan.source === 'microphone' ? 'audio' : 'video',
      recordings,
      gaps: [],
    })
  }
  const durationUs = Math.max(
    ...lanes.flatMap((lane) => lane.recordings.map((each) => each.placement!.endUs)),
  )
  const withGaps = lanes.map((lane) => ({ ...lane, gaps: findGaps(lane, durationUs) }))
  const identities = [...new Set(plans.map(({ identity }) => identity))]
  const session: SessionDetail = {
    sessionId: name,
    roomName: name,
    roomId: null,
    epochWallUs: EPOCH_WALL_US,
    durationUs,
    participants: identities.length,
    tracks: lanes.length,
    recordings: files.size,
    sizeBytes: 0,
    findings: 0,
    concerns: 0,
    headline: null,
    concernCodes: [],
    zone: null,
    worstGrade: 'A',
    worstSigmaUs: 1000,
    coverage: [],
    clockVersion: '1',
    people: identities.map((identity) => ({ identity, name: NAMES[identity] ?? identity, withheld: null })),
    lanes: withGaps,
    findingList: [],
    logCount: 0,
  }
  return { session, files }
}

async function describeRecording(
  recordingId: string,
  path: string,
  offsetUs: number,
  isSound: boolean,
): Promise<RecordingView> {
  const { ptsUs, durationUs } = await readPackets(path, isSound ? 'a' : 'v')
  const firstPtsUs = Math.max(0, ptsUs[0]!)
  const endPtsUs = ptsUs.at(-1)! + (durationUs.at(-1) || 33_333)
  const holes = [...ptsUs]
    .map((pts, at) => ({ startPtsUs: pts, endPtsUs: ptsUs[at + 1] ?? pts }))
    .filter(({ startPtsUs, endPtsUs }) => endPtsUs - startPtsUs > 1e6)
    .map(({ startPtsUs, endPtsUs }) => ({ startPtsUs: startPtsUs + 40_000, endPtsUs }))
  return {
    recordingId,
    trackId: `TR_${recordingId}`,
    egressId: null,
    objectKey: path,
    sizeBytes: 0,
    version: '1',
    container: 'webm',
    codec: isSound ? 'opus' : 'h264',
    codecString: null,
    width: 640,
    height: 360,
    rotation: 0,
    sampleRateHz: null,
    channels: null,
    firstPtsUs,
    endPtsUs,
    packetCount: ptsUs.length,
    placement: {
      offsetUs,
      driftPpm: 0,
      driftSigmaPpm: null,
      steps: [],
      component: null,
      sigmaUs: 1000,
      grade: 'A',
      method: 'made',
      startUs: offsetUs + firstPtsUs,
      endUs: offsetUs + endPtsUs,
      computedOffsetUs: offsetUs,
      correctionUs: 0,
    },
    edges: [],
    holes,
    hasPeaks: isSound,
    hasPackets: true,
  }
}

function findGaps({ recordings }: Lane, durationUs: number): GapView[] {
  const gaps: GapView[] = []
  let at = 0
  for (const { placement, holes } of recordings) {
    const { startUs, endUs, offsetUs } = placement!
    if (startUs > at) gaps.push({ startUs: at, endUs: startUs, reason: at === 0 ? 'not_joined' : 'left' })
    for (const hole of holes) {
      gaps.push({ startUs: offsetUs + hole.startPtsUs, endUs: offsetUs + hole.endPtsUs, reason: 'muted' })
    }
    at = endUs
  }
  if (at < durationUs) gaps.push({ startUs: at, endUs: durationUs, reason: 'ended' })
  return gaps
}
