/** ChimeraPy's `meta.json`: naive local times, kept as text. */
import { parseChimerapyMeta } from '../../core/formats/index.ts'
import type { ReadOutcome } from '../rawRows.ts'
import type { JsonFile } from './jsonFile.ts'
import { createManifestRow } from './manifestRow.ts'

export function readChimerapyMeta(file: JsonFile): ReadOutcome {
  const { value, problems } = parseChimerapyMeta(file.json)
  if (value === undefined) return { role: 'record', status: 'refused', problems }
  const row = createManifestRow(file, { ...value, dialect: 'chimerapy' })
  return { role: 'record', status: 'indexed', tables: { manifests: [row] }, problems }
}
