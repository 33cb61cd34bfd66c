/**
 * The sidecar `<EG_id>.egressinfo.json` of an egress: what stands in it and where it lies, which is beside its media.
 * Names in an EgressInfo are of the whole bucket, keys of a writer below its prefix.
 */
import type { DirectFileOutput, EgressInfo, EncodedFileOutput } from '@livekit/protocol'
import { encodeKeySegment } from '../../core/formats/keySegment.ts'
import { sidecarKeyIn } from '../bucket/keys.ts'
import { isFinal } from '../model/recordingState.ts'
import { redactSecrets } from './redact.ts'

/** protojson, one space deep, without credentials. */
export const formatSidecar = (info: EgressInfo): string =>
  `${JSON.stringify(redactSecrets(info.toJson()), undefined, 1)}\n`

/**
 * The key of the sidecar, as soon as it is certain: from the file's name; of an egress that ended without one from the
 * manifest's place, else from the path it was asked to write to. Undefined where none of these says anything (yet), and
 * of an egress that writes elsewhere: a LiveKit server may serve others as well.
 */
export function placeSidecar(info: EgressInfo, bucketUri: string): string | undefined {
  if (isOfAnotherBucket(info, bucketUri)) return undefined
  const media = findMediaKey(info, bucketUri)
  if (media !== undefined) return sidecarKeyIn(folderOf(media), info.egressId)
  if (!isFinal(info.status)) return undefined
  const named = findManifestKey(info, bucketUri) ?? findAskedKey(info, bucketUri)
  return named === undefined ? undefined : sidecarKeyIn(folderOf(named), info.egressId)
}

function isOfAnotherBucket(info: EgressInfo, bucketUri: string): boolean {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(bucketUri) ?? []
  if (bucket === undefined) return false
  const asked = askedOutput(info)
  if (asked?.output.case === 's3' && asked.output.value.bucket !== '' && asked.output.value.bucket !== bucket)
    return true
  const path = fileNameOf(info) ?? asked?.filepath ?? ''
  return prefix !== '' && path !== '' && !path.replace(/^\/+/, '').startsWith(`${prefix}/`)
}

/** The key of the first file; undefined before egress has named it. */
export function findMediaKey(info: EgressInfo, bucketUri: string): string | undefined {
  const name = fileNameOf(info)
  return name === undefined ? undefined : toKey(name, bucketUri)
}

/** The first file's name as egress gave it. */
export function fileNameOf(info: EgressInfo): string | undefined {
  const older = info.result.case === 'file' ? [info.result.value] : []
  return [...info.fileResults, ...older].find(({ filename }) => filename !== '')?.filename
}

/** A name in the bucket as a key below the writer's prefix. */
function toKey(name: string, bucketUri: string): string {
  const plain = name.replace(/^\/+/, '')
  const [, prefix] = /^s3:\/\/[^/]+\/(.+)$/.exec(bucketUri) ?? []
  const root = prefix ?? folderPath(bucketUri)
  return root !== undefined && plain.startsWith(`${root}/`) ? plain.slice(root.length + 1) : plain
}

const folderPath = (bucketUri: string): string | undefined =>
  bucketUri.startsWith('file://')
    ? decodeURIComponent(new URL(bucketUri).pathname).replace(/^\/+/, '')
    : undefined

/** `https://http://host/bucket/key` (as the service writes it for a server of one's own) or `https://bucket.host/key`. */
function findManifestKey({ manifestLocation }: EgressInfo, bucketUri: string): string | undefined {
  const bucket = /^s3:\/\/([^/]+)/.exec(bucketUri)?.[1]
  const match = /^(?:[a-z0-9+.-]+:\/\/)+([^/]+)\/(.+)$/i.exec(manifestLocation)
  if (!match) return manifestLocation === '' ? undefined : toKey(manifestLocation, bucketUri)
  const [, host = '', path = ''] = match
  if (bucket === undefined || host.startsWith(`${bucket}.`)) return toKey(path, bucketUri)
  return toKey(path.startsWith(`${bucket}/`) ? path.slice(bucket.length + 1) : path, bucketUri)
}

/** The path that was asked for, as deep as everything in it is known. */
function findAskedKey(info: EgressInfo, bucketUri: string): string | undefined {
  const path = askedOutput(info)?.filepath
  if (path === undefined || path === '') return undefined
  const identity = info.request.case === 'participant' ? info.request.value.identity : undefined
  const known = new Map([
    ['room_name', encodeKeySegment(info.roomName)],
    ['room_id', info.roomId],
    ...(identity === undefined ? [] : [['publisher_identity', encodeKeySegment(identity)] as const]),
  ])
  const segments = path
    .replace(/\{([a-z_]+)\}/g, (whole, name: string) => known.get(name) ?? whole)
    .split('/')
  const open = segments.findIndex((segment) => /[{}]/.test(segment))
  const folders = segments.slice(0, open === -1 ? -1 : Math.min(open, segments.length - 1))
  return toKey([...folders, 'file'].join('/'), bucketUri)
}

function askedOutput({ request }: EgressInfo): DirectFileOutput | EncodedFileOutput | undefined {
  switch (request.case) {
    case 'track':
      return request.value.output.case === 'file' ? request.value.output.value : undefined
    case 'participant':
      return request.value.fileOutputs[0]
    case 'roomComposite':
    case 'trackComposite':
    case 'web':
      return (
        request.value.fileOutputs[0] ??
        (request.value.output.case === 'file' ? request.value.output.value : undefined)
      )
    default:
      return undefined
  }
}

const folderOf = (key: string): string => key.split('/').slice(0, -1).join('/')
