/** Lanes of hand-made recordings for tests that need no media. */
import { toReference } from '../../../core/clock/index.ts'
import type {
  GapView,
  Lane,
  PacketTable,
  PlacementView,
  RecordingView,
} from '../../../core/protocol/index.ts'

export interface SampleRecording {
  readonly recordingId: string
  readonly offsetUs: number
  readonly ptsUs: readonly number[]
  readonly driftPpm?: number
  readonly steps?: PlacementView['steps']
  readonly holes?: RecordingView['holes']
}

export const sampleTable = (ptsUs: readonly number[]): PacketTable => ({
  ptsUs: Float64Array.from(ptsUs),
  durationUs: new Float64Array(ptsUs.length),
  key: Uint8Array.from(ptsUs, (_, at) => (at % 10 === 0 ? 1 : 0)),
})

/** Frames every `stepUs`. */
export const evenly = (count: number, stepUs: number, firstUs = 0): number[] =>
  Array.from({ length: count }, (_, at) => firstUs + Math.round(at * stepUs))

export function sampleLane(
  recordings: readonly SampleRecording[],
  part: Partial<Lane> = {},
  gaps: GapView[] = [],
) {
  const views = recordings.map(
    ({ recordingId, offsetUs, ptsUs, driftPpm = 0, steps = [], holes = [] }): RecordingView => {
      const endPtsUs = ptsUs.at(-1)! + 40_000
      return {
        recordingId,
        trackId: 'TR_1',
        egressId: null,
        objectKey: 'a.mp4',
        sizeBytes: 1,
        version: '1',
        container: 'mp4',
        codec: 'h264',
        codecString: null,
        width: 640,
        height: 360,
        rotation: 0,
        sampleRateHz: null,
        channels: null,
        firstPtsUs: ptsUs[0]!,
        endPtsUs,
        packetCount: ptsUs.length,
        placement: {
          offsetUs,
          driftPpm,
          driftSigmaPpm: null,
          steps,
          component: null,
          sigmaUs: 1000,
          grade: 'A',
          method: 'test',
          startUs: offsetUs + ptsUs[0]!,
          endUs: Math.round(toReference({ offsetUs, driftPpm, steps }, endPtsUs)),
          computedOffsetUs: offsetUs,
          correctionUs: 0,
        },
        edges: [],
        holes,
        hasPeaks: false,
        hasPackets: true,
      }
    },
  )
  const lane: Lane = {
    laneId: 'mia/camera',
    identity: 'mia',
    source: 'camera',
    kind: 'video',
    recordings: views,
    gaps,
    ...part,
  }
  return {
    lane,
    tables: new Map(recordings.map(({ recordingId, ptsUs }) => [recordingId, sampleTable(ptsUs)])),
  }
}
