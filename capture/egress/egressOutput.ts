/**
 * Where the egress service is told to write: the project's own bucket by the same layout as every recorder's. All of the
 * path is filled in but `{time}`, since egress does not make names safe; what is not known stays egress's own placeholder.
 */
import { DirectFileOutput, EncodedFileOutput, EncodedFileType, S3Upload } from '@livekit/protocol'
import { captureError } from '../model/problems.ts'
import type { BucketAccess } from '../bucket/bucketWriter.ts'
import {
  keySegment,
  participantTemplate,
  roomTemplate,
  trackTemplate,
  type RoomOpening,
} from '../bucket/keys.ts'
import type { StartRecording } from '../model/recorder.ts'

export interface EgressBucket {
  /** `s3://bucket/prefix`. */
  readonly uri: string
  /** As the egress service reaches it, which may be another way than from here. */
  readonly access: BucketAccess
}

/** The path of a recording in the whole bucket, with the prefix of the project. */
export function filePathOf(request: StartRecording, bucket: EgressBucket): string {
  const [, , prefix] = parseS3(bucket.uri)
  const path = pathBelowPrefix(request)
  return prefix === '' ? path : `${prefix}/${path}`
}

function pathBelowPrefix({ target, track, roomName, roomId }: StartRecording): string {
  // A room whose opening is not known yet: egress fills it in.
  const room: RoomOpening = { roomName, roomId: roomId || '{room_id}' }
  if (target.type === 'room_composite') return roomTemplate(room)
  if (target.type === 'participant') return participantTemplate({ ...room, identity: target.identity })
  if (track) return trackTemplate({ ...room, ...track })
  const name = `{track_source}-${target.trackId}-{time}`
  return `${keySegment(roomName)}/${room.roomId}/{publisher_identity}/${name}`
}

export const directOutput = (filepath: string, bucket: EgressBucket): DirectFileOutput =>
  new DirectFileOutput({ filepath, output: { case: 's3', value: s3Of(bucket) } })

export const encodedOutput = (filepath: string, bucket: EgressBucket): EncodedFileOutput =>
  new EncodedFileOutput({
    filepath,
    fileType: EncodedFileType.MP4,
    output: { case: 's3', value: s3Of(bucket) },
  })

function s3Of({ uri, access }: EgressBucket): S3Upload {
  const { accessKeyId = '', secretAccessKey = '', region = '', endpoint = '' } = access
  const [, bucket] = parseS3(uri)
  // A server of one's own rarely has a name per bucket.
  return new S3Upload({
    bucket,
    accessKey: accessKeyId,
    secret: secretAccessKey,
    region,
    endpoint,
    forcePathStyle: endpoint !== '' || bucket.includes('.'),
  })
}

/** Bucket and prefix; throws UserError `bucket_refused` for a folder, which the egress service cannot write to. */
export function parseS3(uri: string): readonly [whole: string, bucket: string, prefix: string] {
  const match = /^s3:\/\/([^/]+)\/*(.*?)\/*$/i.exec(uri)
  if (match) return [match[0], match[1]!, match[2]!]
  throw captureError(
    'bucket_refused',
    `the LiveKit egress service cannot write to ${uri}: it needs a bucket`,
    {
      hint: 'Give the project an S3 bucket (s3://bucket/prefix), or set its recorder to embedded.',
    },
  )
}
