/** The JSON beside a local recording of livekit-gstreamer or syncflow-app. */
import { parseGstreamerRecording } from '../../core/formats/index.ts'
import type { ReadOutcome } from '../rawRows.ts'
import type { JsonFile } from './jsonFile.ts'
import { createManifestRow } from './manifestRow.ts'

export function readGstreamerRecording(file: JsonFile): ReadOutcome {
  const { value, problems } = parseGstreamerRecording(file.json)
  if (value === undefined) return { role: 'record', status: 'refused', problems }
  const { kind, startedAt, endedAt } = value
  const row = createManifestRow(file, { dialect: 'gstreamer', kind, startedAt, endedAt })
  return { role: 'record', status: 'indexed', tables: { manifests: [row] }, problems }
}
