/** The official egress service through its API, with answers that it really gave. */
import { EgressInfo, EgressStatus } from '@livekit/protocol'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { describeEgressFailure, sayEgressFailure } from '../../../capture/egress/egressErrors.ts'
import { createEgressRecorder, type EgressRecorder } from '../../../capture/egress/egressRecorder.ts'
import type { StartRecording } from '../../../capture/model/recorder.ts'
import { makeTrackFacts } from '../trackFacts.ts'
import { KEY, tellStory } from './egressMaking.ts'
import { startTwirp, type TwirpAnswer, type TwirpCall, type TwirpServer } from './twirpServer.ts'

const recorded = readFileSync(join(import.meta.dirname, 'recorded/start-track.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Record<string, unknown> & { egressId: string })
const [first] = recorded

const track = makeTrackFacts('TR_VCmnPifSG68UvK')
const request: StartRecording = {
  roomName: 'interview-1',
  roomId: 'RM_2xUGNcmmLnJm',
  target: { type: 'track', trackId: track.trackId },
  track,
}
const FILEPATH = 'study 7/interview-1/RM_2xUGNcmmLnJm/alice/camera-TR_VCmnPifSG68UvK-{time}'

let server: TwirpServer | undefined
let heard: EgressInfo[] = []
afterEach(() => server?.stop())

async function open(
  answer: (call: TwirpCall, nth: number) => TwirpAnswer,
  change: { apiSecret?: string } = {},
): Promise<EgressRecorder> {
  let nth = 0
  server = await startTwirp((call) => answer(call, ++nth))
  heard = []
  return createEgressRecorder({
    livekitUrl: server.url,
    ...KEY,
    ...change,
    bucket: {
      uri: 's3://recordings/study 7',
      access: {
        accessKeyId: 'the-id',
        secretAccessKey: 'the-secret',
        region: 'us-east-1',
        endpoint: 'http://127.0.0.1:7070',
      },
    },
    events: { onInfo: (info) => heard.push(info) },
    retry: { wait: () => Promise.resolve() },
  })
}
const methods = (): string[] => server!.calls.map(({ path }) => path)
const START = '/twirp/livekit.Egress/StartTrackEgress'
const LIST = '/twirp/livekit.Egress/ListEgress'

describe('the egress recorder', () => {
  it('asks for a track as the recorded calls did, and reads the recorded answer', async () => {
    const recorder = await open(() => ({ json: first }))
    const info = await recorder.start(request)
    expect(server!.calls).toEqual([
      {
        path: START,
        userAgent: expect.stringContaining('livekit-server-sdk-node') as string,
        body: {
          roomName: 'interview-1',
          trackId: track.trackId,
          file: {
            filepath: FILEPATH,
            s3: {
              accessKey: 'the-id',
              secret: 'the-secret',
              region: 'us-east-1',
              endpoint: 'http://127.0.0.1:7070',
              bucket: 'recordings',
              forcePathStyle: true,
            },
          },
        },
      },
    ])
    // The service repeats the request in its answer: what was asked has the same members as what it was asked then.
    const asked = server!.calls[0]!.body as { file: { s3: object } }
    const then = first!['track'] as { file: { s3: object } }
    expect(Object.keys(asked).sort()).toEqual(Object.keys(then).sort())
    expect(Object.keys(asked.file.s3).sort()).toEqual(Object.keys(then.file.s3).sort())
    expect(info).toMatchObject({ egressId: first!.egressId, status: EgressStatus.EGRESS_STARTING })
    expect(info.startedAt).toBe(BigInt(first!['startedAt'] as string))
    expect(heard).toEqual([info])
  })

  it('asks for a person and for a whole room, each in the room’s folder', async () => {
    const recorder = await open(() => ({ json: first }))
    await recorder.start({ ...request, target: { type: 'participant', identity: 'a/b' } })
    await recorder.start({ ...request, target: { type: 'room_composite', layout: 'grid' } })
    expect(server!.calls).toMatchObject([
      {
        path: '/twirp/livekit.Egress/StartParticipantEgress',
        body: {
          identity: 'a/b',
          fileOutputs: [
            { fileType: 'MP4', filepath: 'study 7/interview-1/RM_2xUGNcmmLnJm/a%2Fb/participant-{time}' },
          ],
        },
      },
      {
        path: '/twirp/livekit.Egress/StartRoomCompositeEgress',
        body: {
          layout: 'grid',
          fileOutputs: [{ filepath: 'study 7/interview-1/RM_2xUGNcmmLnJm/composite-{time}' }],
        },
      },
    ])
  })

  it('does not start twice what was started though no answer came', async () => {
    const running = { ...first, track: { ...(first!['track'] as object), file: { filepath: FILEPATH } } }
    const recorder = await open((call, nth) =>
      nth === 1 ? 'drop' : { json: call.path === LIST ? { items: [running] } : first },
    )
    expect((await recorder.start(request)).egressId).toBe(first!.egressId)
    expect(methods()).toEqual([START, LIST])
    expect(server!.calls[1]!.body).toEqual({ roomName: 'interview-1', active: true })
  })

  it('starts again what was not', async () => {
    const ended = EgressInfo.fromJson(first as never)
    ended.status = EgressStatus.EGRESS_ABORTED
    const recorder = await open((call, nth) =>
      nth === 1
        ? { status: 503, code: 'unavailable', msg: 'no response from servers' }
        : { json: call.path === LIST ? { items: [ended.toJson()] } : first },
    )
    await recorder.start(request)
    expect(methods()).toEqual([START, LIST, START])
  })

  it('lists, stops, and takes what ended already as ended', async () => {
    const recorder = await open(({ path }) =>
      path.endsWith('StopEgress')
        ? {
            status: 412,
            code: 'failed_precondition',
            msg: 'egress with status EGRESS_COMPLETE cannot be stopped',
          }
        : { json: { items: recorded } },
    )
    expect((await recorder.list('interview-1')).map(({ egressId }) => egressId)).toEqual(
      recorded.map(({ egressId }) => egressId),
    )
    await recorder.stop(first!.egressId)
    expect(heard).toHaveLength(recorded.length)
    expect(methods()).toEqual([LIST, '/twirp/livekit.Egress/StopEgress', LIST])
  })

  it.each([
    ['recorder_unavailable', { status: 503, code: 'unavailable', msg: 'no response from servers' }],
    ['egress_missing', { status: 500, code: 'internal', msg: 'egress not connected (redis required)' }],
    ['recording_limit', { status: 429, code: 'resource_exhausted', msg: 'CPU exhausted' }],
    ['track_missing', { status: 404, code: 'not_found', msg: 'requested room does not exist' }],
    ['target_unsupported', { status: 400, code: 'invalid_argument', msg: 'missing s3 bucket' }],
    ['livekit_down', 'drop'],
  ] as const)('says %s in words with what to do', async (code, said) => {
    const recorder = await open(({ path }) =>
      path === LIST && said === 'drop' ? 'drop' : path === LIST ? { json: {} } : said,
    )
    const trouble = await recorder.start(request).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(trouble).toMatchObject({ name: 'UserError', code, hint: expect.stringMatching(/\w/) as string })
    expect(JSON.stringify(trouble, Object.getOwnPropertyNames(trouble))).not.toMatch(/the-secret|eyJ/)
  })

  it('says of a wrong secret that it is wrong, without the token that the server repeats', async () => {
    const recorder = await open(() => ({ json: first }), { apiSecret: 'another-secret-that-is-long-enough' })
    const trouble = await recorder.start(request).catch((error: unknown) => error)
    expect(trouble).toMatchObject({ code: 'livekit_wrong_key' })
    expect(JSON.stringify(trouble, Object.getOwnPropertyNames(trouble))).not.toMatch(/eyJ/)
    expect(server!.calls).toEqual([])
  })

  it('needs a bucket that the service can reach', () => {
    expect(() =>
      createEgressRecorder({
        livekitUrl: 'ws://127.0.0.1:1',
        ...KEY,
        bucket: { uri: 'file:///recordings', access: {} },
        events: { onInfo: () => undefined },
      }),
    ).toThrow(/egress service cannot write to file/)
  })
})

it('why an egress failed is said in words', () => {
  const failed = tellStory(3).states.at(-1)!
  expect(describeEgressFailure(failed)).toMatchObject({ code: 'bucket_refused' })
  expect(describeEgressFailure(tellStory(4).states.at(-1)!)).toMatchObject({ code: 'egress_failed' })
  expect(describeEgressFailure(tellStory(5).states.at(-1)!)).toMatchObject({ code: 'recording_limit' })
  expect(describeEgressFailure(tellStory(0).states.at(-1)!)).toBeUndefined()
  expect(sayEgressFailure(failed).error).toMatch(/could not write to the bucket. Check the bucket’s name/)
  const other = failed.clone()
  other.error = 'pipeline froze at https://u:pass@lk.example/?token=eyJhbGciOiJIUzI1NiJ9'
  expect(sayEgressFailure(other).error).toBe(
    'the egress service failed (“pipeline froze at …”). Its log says more; what reached the bucket until then is kept.',
  )
})
