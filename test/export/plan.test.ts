import { array, assert, integer, property, record, string, tuple } from 'fast-check'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FRAME_TOLERANCE_US } from '../../core/timeline/index.ts'
import type { PacketTable } from '../../core/protocol/index.ts'
import type { Micros } from '../../core/time/index.ts'
import { writeFolder } from '../../export/folder.ts'
import { createNamer, nameFolder, slug } from '../../export/names.ts'
import { countFrames, planClip } from '../../export/planClip.ts'
import type { SegmentRecording } from '../../export/readSegment.ts'

const RECORDING: SegmentRecording = {
  recordingId: 'rec_1',
  trackId: 'TR_1',
  identity: 'ann',
  source: 'camera',
  kind: 'video',
  egressId: null,
  sourceId: 's1',
  sourceUri: 'file:///bucket',
  objectKey: 'a.webm',
  etag: 'e',
  sizeBytes: 1,
  streamIndex: 0,
  codec: 'vp8',
  width: 640,
  height: 360,
  channels: null,
  endPtsUs: 10_000_000,
  placement: {
    offsetUs: 1_000_000,
    driftPpm: 0,
    driftSigmaPpm: null,
    steps: [],
    component: null,
    sigmaUs: 5,
    grade: 'C',
    method: 'x',
    startUs: 1_000_000,
    endUs: 11_000_000,
    computedOffsetUs: 0,
    correctionUs: 0,
  },
  holes: [{ startPtsUs: 4_000_000, endPtsUs: 6_000_000 }],
  packetsFile: undefined,
  remuxFile: undefined,
}

const plan = (start: number, end: number, recording = RECORDING) =>
  planClip(recording, {
    segment: { start: start as Micros, end: end as Micros },
    packets: undefined,
    fileName: 'x.mp4',
  })

describe('a clip’s plan', () => {
  it('says the true cut and the gaps in session time', () => {
    expect(plan(500_000, 8_000_000)).toMatchObject({
      startPtsUs: -500_000,
      endPtsUs: 7_000_000,
      view: {
        trueStartUs: 1_000_000,
        trueEndUs: 8_000_000,
        gaps: [
          { startUs: 500_000, endUs: 1_000_000 },
          { startUs: 5_000_000, endUs: 7_000_000 },
        ],
      },
    })
  })

  it('says how far its own rate takes its end off session time, where that can be noticed', () => {
    const drifting = { ...RECORDING, placement: { ...RECORDING.placement!, driftPpm: 500 } }
    expect(plan(1_000_000, 4_000_000, drifting)).toMatchObject({ view: { earlyUs: 1499 } })
    expect(plan(1_000_000, 2_000_000, drifting)).not.toHaveProperty('view.earlyUs')
  })

  it('says why there is none', () => {
    expect(plan(20_000_000, 30_000_000)).toEqual({ reason: 'not recorded here' })
    expect(plan(11_000_000, 12_000_000)).toEqual({ reason: 'not recorded here' })
    expect(plan(5_500_000, 6_500_000)).toEqual({ reason: 'muted or lost during all of the segment' })
    expect(plan(0, 1, { ...RECORDING, placement: undefined })).toHaveProperty(
      'reason',
      expect.stringMatching(/^unplaced/),
    )
  })

  it('is cut at the steps of the recording’s clock, so that clip time is session time', () => {
    const steps = [
      { mediaUs: 2_000_000, byUs: 342_000, sigmaUs: 4000 },
      { mediaUs: 8_000_000, byUs: -500_000, sigmaUs: 9000 },
    ]
    const stepped = { ...RECORDING, placement: { ...RECORDING.placement!, steps } }
    expect(plan(2_000_000, 10_000_000, stepped)).toMatchObject({
      pieces: [
        { startUs: 1_000_000, endUs: 2_000_000, atUs: 0 },
        { startUs: 2_000_000, endUs: 7_500_000, atUs: 1_342_000 },
        { startUs: 8_000_000, endUs: 9_158_000, atUs: 6_842_000 },
      ],
      view: {
        gaps: [
          { startUs: 3_000_000, endUs: 3_342_000 },
          { startUs: 5_342_000, endUs: 7_342_000 },
        ],
        steps: [
          { atUs: 3_000_000, byUs: 342_000, sigmaUs: 4000 },
          { atUs: 8_842_000, byUs: -500_000, sigmaUs: 9000 },
        ],
      },
    })
    expect(plan(3_100_000, 3_300_000, stepped)).toEqual({ reason: 'muted or lost during all of the segment' })
  })

  it('counts the frames that are on screen at some moment of the segment', () => {
    const table = array(integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 40 })
    const spans = tuple(integer({ min: 0, max: 1000 }), integer({ min: 10, max: 300 }))
    // In steps of 100 µs, so that frames fall into the half millisecond of tolerance and around it.
    const STEP_US = 100
    assert(
      property(record({ table, spans }), ({ table, spans: [start, length] }) => {
        const pts = [...new Set(table)].map((value) => value * STEP_US).sort((a, b) => a - b)
        const startPtsUs = start * STEP_US
        const endPtsUs = startPtsUs + length * STEP_US
        const packets: PacketTable = {
          ptsUs: Float64Array.from(pts),
          durationUs: new Float64Array(pts.length),
          key: new Uint8Array(pts.length),
        }
        const pieces = [{ startUs: startPtsUs, endUs: endPtsUs, atUs: 0 }]
        const shown = new Set<number>()
        for (let time = startPtsUs; time < endPtsUs; time += STEP_US) {
          const frame = pts.findLast((own) => own <= Math.max(time, startPtsUs + FRAME_TOLERANCE_US))
          if (frame !== undefined) shown.add(frame)
        }
        expect(countFrames(packets, { pieces, holes: [] })).toBe(shown.size)
      }),
    )
  })
})

describe('names', () => {
  it('are made of what every file system takes', () => {
    expect(slug('Zoë Müller/../x')).toBe('Zoe-Muller-..-x')
    assert(
      property(string(), (text) => {
        expect(slug(text)).toMatch(/^[\w-][\w.-]{0,79}$/)
      }),
    )
    expect(nameFolder('RM_x', 70_000_000, 3_685_500_000)).toBe('RM_x_0h01m10.000-1h01m25.500')
  })

  it('do not collide, also where case is not told apart', () => {
    const name = createNamer()
    const one = { source: 'camera', kind: 'video' } as const
    const given = ['Ann', 'ann', 'an/n', 'an n'].map((identity) => name({ identity, ...one }).toLowerCase())
    expect(new Set(given).size).toBe(given.length)
  })
})

const fill = (folder: string): Promise<void> => writeFile(path.join(folder, 'a'), 'a')

describe('a folder', () => {
  let out: string
  beforeAll(async () => {
    out = await mkdtemp(path.join(tmpdir(), 'lockstep-folder-'))
  })
  afterAll(() => rm(out, { recursive: true, force: true }))

  it('appears whole, beside what is there, or not at all', async () => {
    expect(await writeFolder(out, 'x', fill)).toBe(path.join(out, 'x'))
    expect(await writeFolder(out, 'x', fill)).toBe(path.join(out, 'x-2'))
    const failing = writeFolder(out, 'x', async (folder) => {
      await fill(folder)
      throw new Error('full')
    })
    await expect(failing).rejects.toThrow('full')
    expect((await readdir(out)).sort()).toEqual(['x', 'x-2'])
  })

  it('is rid of what a killed process left, and of nothing else', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const dead = `.lockstep-999999999-${id}.partial`
    const alive = `.lockstep-${process.pid}-${id}.partial`
    await mkdir(path.join(out, dead))
    await mkdir(path.join(out, alive))
    await writeFolder(out, 'y', async () => undefined)
    expect(await readdir(out)).toContain(alive)
    expect(await readdir(out)).not.toContain(dead)
  })

  it('that cannot be made is said with what to do', async () => {
    await writeFile(path.join(out, 'file'), '')
    await expect(writeFolder(path.join(out, 'file'), 'z', async () => undefined)).rejects.toMatchObject({
      code: 'out_unwritable',
    })
  })
})
