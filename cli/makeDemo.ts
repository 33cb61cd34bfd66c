/** The demo: a lesson with known truth, made in a folder, ingested into a catalog, aligned, and marked by a made-up coder. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { LongWork } from '../app/server/effects.ts'
import type { Catalog } from '../core/catalog/catalog.ts'
import { generateFixture } from '../fixtures/generate.ts'
import { ingest } from '../ingest/pipeline.ts'
import { seedDemo } from './demoAnnotations.ts'

/** Below the folder that a command runs in. */
export const DEMO_FOLDER = join('.lockstep', 'demo')

/** Writes `out/bucket` and `out/truth.json`, and returns the ingest's counts. */
export async function makeDemo(
  catalog: Catalog,
  { out, signal, onProgress, onFinding }: LongWork & { readonly out: string },
): Promise<Record<string, unknown>> {
  const { bucket } = await generateFixture('lesson', {
    out,
    signal,
    onProgress: ({ stage, done, total }) =>
      onProgress({ stage, done, total, perSecond: null, secondsLeft: null }),
  })
  const uri = pathToFileURL(bucket).href
  const counts = await ingest({
    catalog,
    uri,
    align: true,
    signal,
    onProgress,
    ...(onFinding && { onFinding }),
  })
  await seedDemo(catalog)
  return { ...counts }
}
