/** Where a session came from: the sources its files lie in, and the objects beside them that were not indexed. */
import { z } from 'zod'

export const originSchema = z.object({
  sources: z.array(
    z.object({
      sourceId: z.string(),
      uri: z.string(),
      firstIngestedWallUs: z.number(),
      lastIngestedWallUs: z.number(),
    }),
  ),
  /** Objects in the folders of the session's files, or named by its findings, that were not indexed; by key. */
  leftOut: z.array(
    z.object({
      sourceId: z.string(),
      objectKey: z.string(),
      role: z.string(),
      /** Orphaned: half of a pair whose other half is missing. Refused: not read, parsed or understood. */
      status: z.enum(['orphaned', 'refused']),
      sizeBytes: z.number(),
      modifiedWallUs: z.number(),
      /** What ingest said about it. */
      messages: z.array(z.string()),
    }),
  ),
})

export type Origin = z.infer<typeof originSchema>
