/** Files of exports that were made before a person was withheld: they stay on the disk and are not served. */
import { z } from 'zod'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import type { StoredExport } from './readExport.ts'
import { readWithheld } from './withheld.ts'

/** What is read of `manifest.json`: whose clips, then logs, in the order of the files. */
const manifestSchema = z.object({
  clips: z.array(z.object({ identity: z.string().optional() })),
  logs: z.array(z.object({ files: z.array(z.unknown()) })),
})

/**
 * Refuses a withheld person's clip by its index among the export's files, and its logs, which may hold what they
 * wrote, where they were withheld since. Throws UserError `withheld`.
 */
export async function requireShownFile(
  catalog: Catalog,
  { request, manifest, createdWallUs }: StoredExport,
  index: number,
): Promise<void> {
  const parsed = manifestSchema.safeParse(manifest)
  if (!parsed.success) return
  const { clips, logs } = parsed.data
  const since = [...(await readWithheld(catalog, request.sessionId)).values()].filter(
    (withholding) => withholding.createdWallUs >= createdWallUs,
  )
  const isLog = index >= clips.length && index < clips.length + logs.flatMap(({ files }) => files).length
  const identity = clips[index]?.identity
  const found = since.find((withholding) => isLog || withholding.identity === identity)
  if (!found) return
  throw new UserError('withheld', `${found.identity} was withheld since this export: ${found.reason}`, {
    hint: 'Export the segment again: it is made without them. The old folder is yours to delete.',
  })
}
