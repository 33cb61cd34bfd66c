import { describe, expect, it } from 'vitest'
import {
  formatEgressInfo,
  isEgressInfo,
  parseEgressInfo,
  parseExactJson,
  type JsonObject,
} from '../../../core/formats/index.ts'

const SIDECAR = `{
 "egressId": "EG_1", "roomId": "RM_1", "roomName": "g", "status": "EGRESS_COMPLETE",
 "startedAt": "1795252123707814486", "endedAt": "1795252153797503785",
 "track": {"roomName": "g", "trackId": "TR_1", "file": {"filepath": "{time}"}},
 "fileResults": [{"filename": "g/a.ogg", "startedAt": "1795252124404882047", "endedAt": "1795252153764871049",
   "duration": "29359989002", "size": "477916", "location": "https://http://127.0.0.1/a.ogg"}],
 "file": {"filename": "g/a.ogg", "startedAt": "1795252124404882047", "duration": "29359989002"}
}`

const json = (text: string) => parseExactJson(text).value as JsonObject

describe('an EgressInfo', () => {
  it('gives the request and the first packet as two times', () => {
    const { value, problems } = parseEgressInfo(json(SIDECAR))
    expect(problems).toEqual([])
    expect(value).toMatchObject({
      egressId: 'EG_1',
      roomId: 'RM_1',
      trackId: 'TR_1',
      status: 'EGRESS_COMPLETE',
    })
    expect(value!.requestedAt!.ns).toBe(1795252123707814486n)
    expect(value!.files).toHaveLength(1)
    expect(value!.files[0]).toMatchObject({
      filename: 'g/a.ogg',
      durationNs: 29359989002n,
      sizeBytes: 477916n,
    })
    expect(value!.files[0]!.startedAt!.ns).toBe(1795252124404882047n)
  })

  it('without fileResults is read from the older member, and from a webhook body', () => {
    const body = json(
      '{"event":"egress_ended","egressInfo":{"egressId":"EG_2","fileResults":[{}],"file":{"filename":"b.mp4","startedAt":"1795252124404882047"}}}',
    )
    expect(isEgressInfo(body)).toBe(true)
    expect(parseEgressInfo(body).value).toMatchObject({ egressId: 'EG_2', files: [{ filename: 'b.mp4' }] })
  })

  it('with a negative duration and no end says so once and keeps the start', () => {
    const file = '{"filename":"v.mp4","startedAt":"1795252123072143297","duration":"-1795252123072143297"}'
    const { value, problems } = parseEgressInfo(
      json(`{"egressId":"EG_3","fileResults":[${file}],"file":${file}}`),
    )
    expect(problems.map((problem) => problem.code)).toEqual(['duration_negative'])
    expect(value!.files[0]).toMatchObject({ durationNs: undefined, endedAt: undefined })
    expect(value!.files[0]!.startedAt!.ns).toBe(1795252123072143297n)
  })

  it('that names no egress is refused', () => {
    expect(parseEgressInfo(json('{"status":"EGRESS_ACTIVE"}'))).toMatchObject({
      value: undefined,
      problems: [{ code: 'egress_info_unusable' }],
    })
  })

  it('is what was written: parse ∘ format', () => {
    const { value } = parseEgressInfo(json(SIDECAR))
    expect(parseEgressInfo(json(formatEgressInfo(value!))).value).toEqual(value)
  })
})
