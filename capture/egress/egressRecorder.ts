/**
 * The recorder that is LiveKit's own egress service, asked through its SDK. A start is not idempotent: where it is not
 * certain that one was refused, the egress is looked for by its target and path before it is asked for once more.
 */
import { EgressStatus, type EgressInfo } from '@livekit/protocol'
import { EgressClient } from 'livekit-server-sdk'
import { retry, type RetryOptions } from '../bucket/retry.ts'
import { isFinal } from '../model/recordingState.ts'
import type { Recorder, RecorderEvents, StartRecording } from '../model/recorder.ts'
import { explainEgressError, isEndedAlready, isUncertain } from './egressErrors.ts'
import { directOutput, encodedOutput, filePathOf, parseS3, type EgressBucket } from './egressOutput.ts'

export interface EgressRecorderOptions {
  readonly livekitUrl: string
  readonly apiKey: string
  readonly apiSecret: string
  readonly bucket: EgressBucket
  readonly events: RecorderEvents
  readonly retry?: Partial<Pick<RetryOptions, 'attempts' | 'baseMs' | 'mostMs' | 'wait' | 'random'>>
  /** Egress answers a start only when a service took it. */
  readonly timeoutSeconds?: number
}

/** What the list of egresses may be narrowed to. */
export interface EgressQuery {
  readonly roomName?: string
  readonly egressId?: string
  readonly active?: boolean
}

export interface EgressRecorder extends Recorder {
  readonly kind: 'egress'
  /** The service's own list; what ended is in it for a day. */
  query(query: EgressQuery): Promise<readonly EgressInfo[]>
}

/** Throws UserError `bucket_refused` where the bucket is a folder. */
export function createEgressRecorder(options: EgressRecorderOptions): EgressRecorder {
  const { livekitUrl, apiKey, apiSecret, bucket, events, timeoutSeconds = 15 } = options
  parseS3(bucket.uri)
  const client = new EgressClient(livekitUrl, apiKey, apiSecret, {
    requestTimeout: timeoutSeconds,
    // It would repeat a start by itself, without looking first.
    failover: false,
  })
  const retrying = { attempts: 3, baseMs: 500, mostMs: 5000, isTemporary: isUncertain, ...options.retry }
  const inWords = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw explainEgressError(error, { livekitUrl })
    }
  }
  const query = (wanted: EgressQuery): Promise<readonly EgressInfo[]> =>
    inWords(() => retry(() => client.listEgress(wanted), retrying))

  return {
    kind: 'egress',
    start: (request) =>
      inWords(async () => {
        const filepath = filePathOf(request, bucket)
        let isRepeated = false
        const info = await retry(async () => {
          const found = isRepeated ? await findStarted(client, request, filepath) : undefined
          isRepeated = true
          return found ?? ask(client, request, { filepath, bucket })
        }, retrying)
        events.onInfo(info)
        return info
      }),
    stop: (egressId) =>
      inWords(async () => {
        try {
          events.onInfo(await retry(() => client.stopEgress(egressId), retrying))
        } catch (error) {
          if (!isEndedAlready(error)) throw error
          for (const info of await client.listEgress({ egressId })) events.onInfo(info)
        }
      }),
    list: (roomName) => query(roomName === undefined ? {} : { roomName }),
    query,
    // The service records on by itself, which is what taking up again needs.
    close: () => Promise.resolve(),
  }
}

function ask(
  client: EgressClient,
  { target, roomName }: StartRecording,
  { filepath, bucket }: { filepath: string; bucket: EgressBucket },
): Promise<EgressInfo> {
  switch (target.type) {
    case 'track':
      return client.startTrackEgress(roomName, directOutput(filepath, bucket), target.trackId)
    case 'participant':
      return client.startParticipantEgress(roomName, target.identity, {
        file: encodedOutput(filepath, bucket),
      })
    case 'room_composite':
      return client.startRoomCompositeEgress(
        roomName,
        { file: encodedOutput(filepath, bucket) },
        target.layout === undefined ? {} : { layout: target.layout },
      )
  }
}

/** One that runs, of the same target and path: the start that no answer came to. */
async function findStarted(
  client: EgressClient,
  { target, roomName }: StartRecording,
  filepath: string,
): Promise<EgressInfo | undefined> {
  const running = await client.listEgress({ roomName, active: true })
  return running.find(({ status, request }) => {
    if (isFinal(status) || status === EgressStatus.EGRESS_ENDING) return false
    if (request.case === 'track' && target.type === 'track') {
      const { trackId, output } = request.value
      return trackId === target.trackId && output.case === 'file' && output.value.filepath === filepath
    }
    if (request.case === 'participant' && target.type === 'participant')
      return request.value.identity === target.identity && request.value.fileOutputs[0]?.filepath === filepath
    return (
      request.case === 'roomComposite' &&
      target.type === 'room_composite' &&
      request.value.fileOutputs[0]?.filepath === filepath
    )
  })
}
