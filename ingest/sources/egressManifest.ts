/** livekit/egress manifests, both generations. */
import { parseEgressManifest } from '../../core/formats/index.ts'
import type { ReadOutcome } from '../rawRows.ts'
import type { JsonFile } from './jsonFile.ts'
import { createManifestRow } from './manifestRow.ts'

export function readEgressManifest(file: JsonFile): ReadOutcome {
  const { value, problems } = parseEgressManifest(file.json, file.object.stat.key)
  if (value === undefined) return { role: 'manifest', status: 'refused', problems }
  const row = createManifestRow(file, {
    ...value,
    dialect: value.generation === 'a' ? 'egress_a' : 'egress_b',
  })
  return { role: 'manifest', status: 'indexed', tables: { manifests: [row] }, problems }
}
