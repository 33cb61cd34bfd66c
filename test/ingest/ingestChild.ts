/**
 * One ingest as a process of its own, to be killed: `node ingestChild.ts <bucket> <catalog> fake|real`. Tells its parent each
 * step of its progress, so that the parent can choose the moment.
 */
import { openCatalog } from '../../core/catalog/catalog.ts'
import { ingest } from '../../ingest/pipeline.ts'
import { createFakeWorkers } from './rig.ts'

/** Ticks with every look at it, so that every step is told and batches are many whatever the machine's speed. */
let clock = 0
const now = (): number => (clock += 60)

const [bucket, path, workers] = process.argv.slice(2)
const catalog = await openCatalog(path!, { create: true })
await ingest({
  catalog,
  uri: bucket!,
  effects: { now, ...(workers === 'fake' ? { createWorkers: createFakeWorkers } : {}) },
  onProgress: ({ stage, done }) => process.send?.(`${stage} ${done}`),
})
await catalog.close()
process.disconnect()
