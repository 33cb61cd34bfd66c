import { describe, expect, it } from 'vitest'
import type { ExportDetail, Job } from '../../../core/protocol/jobs.ts'
import { describeCut } from '../../../app/web/exports/describeClip.ts'
import { exportsOf, partsOf, segmentHref, splitTitle } from '../../../app/web/exports/exportParts.ts'
import { withLanes, withPerson } from '../../../app/web/exports/laneChoice.ts'

const clip = (fileName: string): ExportDetail['plan']['clips'][number] => ({
  recordingId: fileName,
  identity: 'leo',
  source: 'camera',
  kind: 'video',
  fileName,
  method: 'copied',
  trueStartUs: 9_960_000,
  trueEndUs: 20_000_000,
  frames: 251,
  estimatedBytes: 1000,
  gaps: [{ startUs: 12e6, endUs: 13.5e6 }],
  sigmaUs: 28_000,
  grade: 'B',
})
const plan: ExportDetail['plan'] = {
  sessionId: 'RM_1',
  fromUs: 10e6,
  toUs: 20e6,
  folderName: 'RM_1',
  clips: [clip('media/a.mp4'), clip('media/b.mp4')],
  omissions: [],
  logRows: 3,
}
const job = (title: string, kind: Job['kind'] = 'export'): Job => ({
  jobId: title,
  kind,
  title,
  state: 'done',
  progress: null,
  findings: 0,
  recentFindings: [],
  message: null,
  hint: null,
  result: null,
  createdWallUs: 0,
})

describe('the parts of an export', () => {
  it('are the plan’s clips alone until files are written', () => {
    expect(partsOf({ plan, files: [] })).toMatchObject({
      clips: [{ file: undefined }, { file: undefined }],
      others: [],
      sizeBytes: 0,
      missing: 0,
    })
  })

  it('are clips with their files, and what belongs to no clip', () => {
    const files = [
      { index: 0, name: 'media/a.mp4', sizeBytes: 900, kind: 'video' as const, isThere: true },
      { index: 1, name: 'media/b.mp4', sizeBytes: 700, kind: 'video' as const, isThere: false },
      { index: 2, name: 'manifest.json', sizeBytes: 100, kind: 'manifest' as const, isThere: true },
    ]
    const parts = partsOf({ plan, files })
    expect(parts.clips.map(({ file }) => file?.index)).toEqual([0, 1])
    expect(parts.others.map(({ name }) => name)).toEqual(['manifest.json'])
    expect(parts).toMatchObject({ sizeBytes: 1000, missing: 1 })
  })

  it('say how the true cut differs from the segment', () => {
    expect(describeCut(clip('a'), plan)).toBe('251 frames · −40 ms at the start · 1 gap of 1.5 s')
    expect(describeCut({ ...clip('a'), trueStartUs: 10e6, gaps: [], frames: null }, plan)).toBe(
      'exactly the segment',
    )
  })
})

describe('the list of exports', () => {
  it('holds exports alone, of one session where it is named', () => {
    const jobs = [
      job('RM_1 0:00:10.000 – 0:00:20.000'),
      job('RM_12 0:00:10.000 – 0:00:20.000'),
      job('s3://x', 'ingest'),
    ]
    expect(exportsOf(jobs)).toHaveLength(2)
    expect(exportsOf(jobs, 'RM_1').map(({ title }) => title)).toEqual(['RM_1 0:00:10.000 – 0:00:20.000'])
  })

  it('names the room, or the session where the list does not know it', () => {
    const title = 'RM_1 0:00:10.000 – 0:00:20.000'
    expect(splitTitle({ title }, [{ sessionId: 'RM_1', roomName: 'Fractions' }])).toEqual({
      room: 'Fractions',
      span: '0:00:10.000 – 0:00:20.000',
    })
    expect(splitTitle({ title }, [])).toEqual({ room: 'RM_1', span: '0:00:10.000 – 0:00:20.000' })
    expect(splitTitle({ title: 'a b' }, [])).toEqual({ room: 'a b', span: '' })
  })

  it('links to the segment in the workbench', () => {
    expect(segmentHref({ sessionId: 'RM 1', fromUs: 10_500_000, toUs: 20e6 })).toBe(
      '/s/RM%201?t=10.5&in=10.5&out=20&panel=exports',
    )
  })
})

describe('the choice of lanes', () => {
  const lanes = [{ laneId: 'leo/camera' }, { laneId: 'leo/microphone' }]

  it('takes a person’s lanes together and each alone', () => {
    const none = withPerson(new Set(['mia/camera']), lanes, false)
    expect([...none]).toEqual(['mia/camera', 'leo/camera', 'leo/microphone'])
    const one = withLanes(none, ['leo/camera'], true)
    expect([...one]).toEqual(['mia/camera', 'leo/microphone'])
    expect([...withPerson(one, lanes, true)]).toEqual(['mia/camera'])
  })
})
