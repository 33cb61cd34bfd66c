/** Clocks of recorders and devices: readings beside the media, and one device behind several recordings. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatClockReadings, type ClockReading } from '../../../core/formats/index.ts'
import { captureTimes } from '../../../ingest/edges/captureTimes.ts'
import type { RecordingEvidence } from '../../../ingest/edges/evidence.ts'
import { moveToKeys, planSpans } from '../../../ingest/edges/frameSpans.ts'
import { readSameDeviceEdges } from '../../../ingest/edges/sameDevice.ts'
import { createTemporaryCatalog, type TemporaryCatalog } from '../../support/catalog.ts'
import { recordingIdOf, storeTracks } from '../placeSupport.ts'
import { createRecording, measure, SESSION, T0_US } from './measureContext.ts'

let temporary: TemporaryCatalog
beforeAll(async () => {
  temporary = await createTemporaryCatalog()
})
afterAll(() => temporary.remove())

/** A reading each 5 s, with noise of ± 3 ms and one that is wrong; `lostUs` of wall time is lost at half. */
const read = (clock: 'utc' | 'device', ratePpm: number, lostUs: number): ClockReading[] =>
  Array.from({ length: 240 }, (_, n) => {
    const ptsUs = n * 5_000_000
    const noiseUs = n === 100 ? 700_000 : ((n * 7919) % 6001) - 3000
    const wallUs = T0_US + ptsUs + (ptsUs * ratePpm) / 1e6 + noiseUs + (n >= 120 ? lostUs : 0)
    return { ptsUs, wallNs: BigInt(Math.round(wallUs)) * 1000n, clock }
  })

describe("a recorder's clock readings", () => {
  it('give offset, drift and stalls, against UTC and against the device', async () => {
    await storeTracks(temporary.catalog, [{ objectKey: 'a/camera.webm', kind: 'video', sessionId: SESSION }])
    const recordingId = recordingIdOf('a/camera.webm')
    await temporary.catalog.run(`UPDATE recordings SET egress_id = 'EG_1'`)
    const readings = formatClockReadings([...read('utc', 12, 400_000), ...read('device', -30, 0)])
    const key = 'a/EG_1.egressinfo.json'
    const raw = JSON.stringify({ egressId: 'EG_1', status: 'EGRESS_COMPLETE', clockReadings: readings })
    const sidecar = { source_id: 's1', object_key: key }
    await temporary.catalog.append('egress_infos', [
      { ...sidecar, egress_info_id: 'i1', egress_id: 'EG_1', media_key: 'a/camera.webm', raw },
    ])
    const object = { etag: 'r1', size_bytes: 1, role: 'egress_info', status: 'indexed', handler_version: 1 }
    await temporary.catalog.append('objects', [{ ...sidecar, ...object, modified_at: new Date(0) }])
    const recordings = [createRecording({ objectKey: 'a/camera.webm', recordingId })]

    const edges = await measure(captureTimes, { ...temporary, recordings })
    expect(edges.map(({ from, to, refusal }) => [from, to, refusal])).toEqual([
      [`media:${recordingId}`, 'utc', undefined],
      [`media:${recordingId}`, 'device:ann', undefined],
    ])
    const [utc, device] = edges.map((edge) => edge.found!)
    expect(utc!.pieces.length).toBe(2)
    const [before, after] = utc!.pieces
    const jumpUs = after!.offsetUs - before!.offsetUs - (12 / 1e6) * (after!.atUs - before!.atUs)
    expect(Math.abs(jumpUs - 400_000)).toBeLessThan(2000)
    expect(after!.startUs).toBe(600_000_000)
    expect(Math.abs(before!.offsetUs - T0_US - (12 / 1e6) * before!.atUs)).toBeLessThan(1000)
    expect(Math.abs(utc!.ratePpm! - 12)).toBeLessThan(2)
    expect(device!.pieces).toEqual([])
    expect(Math.abs(device!.ratePpm! + 30)).toBeLessThan(1)
    expect(device!.sigmaUs).toBeLessThan(5000)

    expect(await measure(captureTimes, { ...temporary, recordings, known: edges })).toEqual([])
    await temporary.catalog.run(`UPDATE objects SET etag = 'r2' WHERE object_key = '${key}'`)
    expect((await measure(captureTimes, { ...temporary, recordings, known: edges })).length).toBe(2)
  })
})

const evidence = (
  own: Partial<RecordingEvidence> & { recordingId: string; startS?: number },
): RecordingEvidence => ({
  sessionId: SESSION,
  identity: 'ann',
  source: 'microphone',
  kind: 'audio',
  egressId: undefined,
  sourceId: 's1',
  objectKey: own.recordingId,
  streamIndex: 0,
  firstPtsUs: 0,
  lastPtsUs: 60e6,
  endPtsUs: 60e6,
  codecDelayUs: 0,
  modifiedUs: undefined,
  pathTime:
    own.startS === undefined ? undefined : { text: '', us: T0_US + own.startS * 1e6, resolutionUs: 1e6 },
  manifests: [],
  egressInfos: [],
  ...own,
})

describe('the recordings of one device', () => {
  it('share their rate: the same crystal closely, two of them by tens of ppm', () => {
    const edges = readSameDeviceEdges([
      evidence({ recordingId: 'mic', startS: 0 }),
      evidence({ recordingId: 'cam', startS: 1, source: 'camera', kind: 'video' }),
      evidence({ recordingId: 'mic2', startS: 120 }),
      evidence({ recordingId: 'late', startS: 5000 }),
      evidence({ recordingId: 'bob', startS: 0, identity: 'bob' }),
      evidence({ recordingId: 'timeless' }),
      evidence({ recordingId: 'all', startS: 0, source: 'composite_audio' }),
    ])
    expect(edges.map(({ from, to, rateSigmaPpm }) => [from, to, rateSigmaPpm])).toEqual([
      ['media:cam', 'media:mic', 20],
      ['media:mic2', 'media:mic', 5],
    ])
    for (const { ratePpm, sigmaUs } of edges) {
      expect(ratePpm).toBe(0)
      expect(sigmaUs).toBeGreaterThan(1e9)
    }
  })
})

describe('the frames to look at', () => {
  const ptsUs = Float64Array.from({ length: 100 }, (_, n) => n * 1e5)
  const key = Uint8Array.from({ length: 100 }, (_, n) => (n === 0 || n === 60 ? 1 : 0))

  it('are decoded from the key frame before them, spans that touch as one, dear ones not at all', () => {
    const wanted = [
      { startUs: 7e6, endUs: 7.5e6 },
      { startUs: 1e6, endUs: 2e6 },
      { startUs: 1.5e6, endUs: 2.2e6 },
      { startUs: 5e6, endUs: 5.5e6 },
    ]
    expect(planSpans({ ptsUs, key }, wanted, 3e6)).toEqual([
      { keyPtsUs: 0, startUs: 1e6, endUs: 2.2e6 },
      { keyPtsUs: 6e6, startUs: 7e6, endUs: 7.5e6 },
    ])
    expect(moveToKeys({ ptsUs, key }, wanted.slice(2), 3e6)).toEqual([
      { startUs: 1.5e6, endUs: 2.2e6 },
      { startUs: 2.25e6, endUs: 2.75e6 },
    ])
  })
})
