/**
 * The JSON that livekit-gstreamer and syncflow-app write beside a local recording, `<file>.json`:
 * `{filename, parent_dir, source, media_type, start_time, end_time, codec, audio_channel, device_name}`. Times are
 * nanoseconds of the recording machine's clock, taken where the samples are made: the network does not hurt them.
 */
import type { Kind } from '../model/index.ts'
import { isObject, type JsonObject, type JsonValue } from './exactJson.ts'
import { readFields, type RawTime } from './fields.ts'
import type { Problem, Reading } from './problem.ts'

export interface GstreamerRecording {
  readonly filename: string
  readonly folder: string | undefined
  readonly device: string | undefined
  readonly kind: Kind | undefined
  readonly startedAt: RawTime | undefined
  readonly endedAt: RawTime | undefined
}

const WRITER = 'livekit-gstreamer'

export const isGstreamerRecording = (json: JsonObject): boolean =>
  'filename' in json && ('start_time' in json || 'device_name' in json) && !('egress_id' in json)

/** Parses the JSON of a local recording; one without a file name describes nothing. */
export function parseGstreamerRecording(json: JsonValue): Reading<GstreamerRecording> {
  const problems: Problem[] = []
  const fields = isObject(json) ? readFields(json, WRITER, problems) : undefined
  const filename = fields?.text('filename')
  if (fields === undefined || filename === undefined) {
    const message = `local recording names no file (${WRITER})`
    return { value: undefined, problems: [...problems, { code: 'wrong_type', message, evidence: {} }] }
  }
  const mediaType = fields.text('media_type')?.toLowerCase() ?? ''
  return {
    value: {
      filename,
      folder: fields.text('parent_dir'),
      device: fields.text('device_name', 'source'),
      kind: mediaType.startsWith('audio') ? 'audio' : /^(video|image)/.test(mediaType) ? 'video' : undefined,
      startedAt: fields.time('start_time'),
      endedAt: fields.time('end_time'),
    },
    problems,
  }
}
