/** syncflow-sharer's record of who published which track from which device. */
import { parsePublicationRecord } from '../../core/formats/index.ts'
import type { ReadOutcome } from '../rawRows.ts'
import type { JsonFile } from './jsonFile.ts'
import { createManifestRow } from './manifestRow.ts'

export function readPublicationRecord(file: JsonFile): ReadOutcome {
  const { value, problems } = parsePublicationRecord(file.json)
  if (value === undefined) return { role: 'record', status: 'refused', problems }
  const row = createManifestRow(file, { ...value, dialect: 'publication_record' })
  return { role: 'record', status: 'indexed', tables: { manifests: [row] }, problems }
}
