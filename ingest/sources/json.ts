/** One JSON file → rows: finds which program wrote it and hands it to that dialect. */
import {
  decodeText,
  isChimerapyMeta,
  isEgressInfo,
  isEgressManifest,
  isGstreamerRecording,
  isObject,
  isPublicationRecord,
  isTextMetadata,
  parseExactJson,
  type JsonObject,
} from '../../core/formats/index.ts'
import type { ObjectToRead, ReadOutcome } from '../rawRows.ts'
import { readChimerapyMeta } from './chimerapyMeta.ts'
import { readEgressInfo } from './egressInfo.ts'
import { readEgressManifest } from './egressManifest.ts'
import { readGstreamerRecording } from './gstreamerRecording.ts'
import type { JsonFile } from './jsonFile.ts'
import { readPublicationRecord } from './publicationRecord.ts'
import { readTextMetadata } from './textMetadata.ts'

interface Dialect {
  readonly recognises: (json: JsonObject, key: string) => boolean
  readonly read: (file: JsonFile) => ReadOutcome
}

/** Most telling first: an EgressInfo names an egress too. */
const DIALECTS: readonly Dialect[] = [
  { recognises: isEgressInfo, read: readEgressInfo },
  { recognises: isEgressManifest, read: readEgressManifest },
  { recognises: isTextMetadata, read: readTextMetadata },
  { recognises: isPublicationRecord, read: readPublicationRecord },
  { recognises: isGstreamerRecording, read: readGstreamerRecording },
  { recognises: isChimerapyMeta, read: readChimerapyMeta },
]

/** Reads a `.json` object's bytes; what cannot be read at all is refused with the reason. */
export function readJsonObject(object: ObjectToRead, bytes: Uint8Array): ReadOutcome {
  if (bytes.length === 0) {
    const problem = { code: 'object_empty', message: 'has no bytes, expected JSON', evidence: { bytes: 0 } }
    return { role: 'other', status: 'refused', problems: [problem] }
  }
  const text = decodeText(bytes)
  if (text.value === undefined) return { role: 'other', status: 'refused', problems: text.problems }
  const parsed = parseExactJson(text.value)
  if (parsed.value === undefined) {
    return { role: 'other', status: 'refused', problems: [...text.problems, ...parsed.problems] }
  }
  const json = parsed.value
  const dialect = isObject(json) ? DIALECTS.find((one) => one.recognises(json, object.stat.key)) : undefined
  if (!isObject(json) || dialect === undefined) {
    const found = isObject(json)
      ? `an object with ${Object.keys(json).slice(0, 8).join(', ')}`
      : `a ${Array.isArray(json) ? 'list' : typeof json}`
    const message = `is ${found}: no JSON that is known here`
    return {
      role: 'other',
      status: 'refused',
      problems: [{ code: 'not_understood', message, evidence: { found } }],
    }
  }
  const outcome = dialect.read({ object, json, raw: text.value })
  return { ...outcome, problems: [...text.problems, ...(outcome.problems ?? [])] }
}
