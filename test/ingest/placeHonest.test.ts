/** Whether σ keeps its word: placements of sessions with random start delays and uploads against their truth. */
import { describe, expect, it } from 'vitest'
import { AFTER_REQUEST, estimateDelay } from '../../ingest/edges/startDelay.ts'
import type { RecordingEvidence } from '../../ingest/edges/evidence.ts'
import { NOTHING_SAID } from '../../ingest/edges/said.ts'
import { placeRecordings } from '../../ingest/placeRecordings.ts'
import { T0_US } from './placeSupport.ts'

/** Mulberry32: the same numbers in every run. */
function createRandom(seed: number): (from: number, to: number) => number {
  let state = seed
  return (from, to) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return from + (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (to - from)
  }
}

interface Simulated {
  readonly recording: RecordingEvidence
  readonly truthUs: number
}

interface World {
  readonly delayUs: readonly [number, number]
  readonly slackUs: readonly [number, number]
  readonly generation: 'egress_a' | 'egress_b'
  readonly hasEnd: boolean
}

function simulate(world: World, random: (from: number, to: number) => number): Simulated[] {
  return Array.from({ length: 300 }, (_, person) =>
    (['camera', 'microphone'] as const).map((source): Simulated => {
      const requestUs = T0_US + person * 1e6 + random(0, 50_000)
      const truthUs = requestUs + random(...world.delayUs)
      const lastPtsUs = random(5e6, 3600e6)
      const endedAtUs = truthUs + lastPtsUs + random(...world.slackUs)
      const objectKey = `${person}-${source}`
      const manifest = {
        objectKey: `${objectKey}.json`,
        dialect: world.generation,
        egressId: undefined,
        startedAtUs: requestUs,
        endedAtUs: world.hasEnd ? endedAtUs : undefined,
        startedAtRaw: undefined,
        endedAtRaw: undefined,
      }
      const recording: RecordingEvidence = {
        recordingId: objectKey,
        sessionId: 'RM_1',
        identity: String(person),
        source,
        kind: source === 'camera' ? 'video' : 'audio',
        egressId: undefined,
        sourceId: 's1',
        objectKey,
        streamIndex: 0,
        firstPtsUs: 0,
        lastPtsUs,
        endPtsUs: lastPtsUs + 20_000,
        codecDelayUs: 0,
        modifiedUs: undefined,
        pathTime: undefined,
        manifests: [manifest],
        egressInfos: [],
      }
      return { recording, truthUs }
    }),
  ).flat()
}

const S = 1_000_000
const WORLDS: Readonly<Record<string, World>> = {
  'delays of 0.3 to 3 s and a quick upload': {
    delayUs: [0.3 * S, 3 * S],
    slackUs: [0.05 * S, 0.4 * S],
    generation: 'egress_b',
    hasEnd: true,
  },
  'delays of 0.3 to 3 s and a slow upload': {
    delayUs: [0.3 * S, 3 * S],
    slackUs: [0.3 * S, 2.5 * S],
    generation: 'egress_b',
    hasEnd: true,
  },
  'the delays that were measured': {
    delayUs: [0.65 * S, 1.05 * S],
    slackUs: [0.05 * S, 0.2 * S],
    generation: 'egress_b',
    hasEnd: true,
  },
  'no end': {
    delayUs: [0.3 * S, 3 * S],
    slackUs: [0.05 * S, 0.4 * S],
    generation: 'egress_b',
    hasEnd: false,
  },
  'generation A': {
    delayUs: [0.05 * S, 1 * S],
    slackUs: [0.05 * S, 0.4 * S],
    generation: 'egress_a',
    hasEnd: false,
  },
}

describe('σ is honest', () => {
  it.each(Object.keys(WORLDS))('with %s', (name) => {
    const tracks = simulate(WORLDS[name]!, createRandom(7))
    const truth = new Map(tracks.map(({ recording, truthUs }) => [recording.recordingId, truthUs]))
    const recordings = tracks.map(({ recording }) => recording)
    const [session] = placeRecordings({
      recordings,
      copied: new Set(),
      measured: [],
      said: NOTHING_SAID,
    })
    const off = session!.placed.map(
      ({ recording, offsetUs, sigmaUs }) => Math.abs(offsetUs - truth.get(recording.recordingId)!) / sigmaUs,
    )
    const share = (times: number): number => off.filter((value) => value <= times).length / off.length
    expect(off).toHaveLength(600)
    expect(share(1)).toBeGreaterThanOrEqual(0.68)
    expect(share(2)).toBeGreaterThanOrEqual(0.95)
  })
})

describe('the start delay', () => {
  it('stays inside its interval, however short or long that is', () => {
    for (const widthUs of [1, 1000, 1e6, 30e6, 1e9, 1e12, 1e15]) {
      for (const slack of ['audio_ended', 'video_ended'] as const) {
        const { delayUs, sigmaUs } = estimateDelay({ model: AFTER_REQUEST, widthUs, slack })
        expect(delayUs).toBeGreaterThan(0)
        expect(delayUs).toBeLessThanOrEqual(widthUs)
        expect(sigmaUs).toBeGreaterThan(0)
      }
    }
  })
})
