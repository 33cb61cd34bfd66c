/** `metadata.json` of SyncFlow's text egress or our own text recorder: the room and span of the lines beside it. */
import { parseTextMetadata } from '../../core/formats/index.ts'
import type { ReadOutcome } from '../rawRows.ts'
import type { JsonFile } from './jsonFile.ts'
import { createManifestRow } from './manifestRow.ts'

export function readTextMetadata(file: JsonFile): ReadOutcome {
  const { value, problems } = parseTextMetadata(file.json)
  if (value === undefined) return { role: 'text_metadata', status: 'refused', problems }
  const row = createManifestRow(file, { ...value, dialect: 'syncflow_text' })
  return { role: 'text_metadata', status: 'indexed', tables: { manifests: [row] }, problems }
}
