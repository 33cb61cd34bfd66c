/** Long work the server runs for the page and the command line: ingests and exports, each a job with progress. */
import { z } from 'zod'

export const progressSchema = z.object({
  stage: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  perSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  findings: z.number().optional(),
})

/** A finding as a job tells it while it works. */
export const jobFindingSchema = z.object({
  severity: z.enum(['info', 'warning', 'error']),
  code: z.string(),
  message: z.string(),
  subject: z.string(),
})

export const jobSchema = z.object({
  jobId: z.string(),
  kind: z.enum(['ingest', 'export', 'demo', 'align']),
  title: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  progress: progressSchema.nullable(),
  /** How many findings it has made so far. */
  findings: z.number().default(0),
  /** The latest of them, at most 50, oldest first. */
  recentFindings: z.array(jobFindingSchema).default([]),
  message: z.string().nullable(),
  hint: z.string().nullable(),
  /** Kind-specific: an ingest's counts, an export's folder and manifest. */
  result: z.record(z.string(), z.unknown()).nullable(),
  createdWallUs: z.number(),
})

export const exportRequestSchema = z.object({
  sessionId: z.string(),
  fromUs: z.number().int(),
  toUs: z.number().int(),
  /** Track ids or lane ids; absent: all. */
  tracks: z.array(z.string()).optional(),
  /** A folder of the machine the server runs on; absent: `exports` beside the catalog. Refused from the page. */
  out: z.string().optional(),
})

export const exportPlanSchema = z.object({
  sessionId: z.string(),
  fromUs: z.number(),
  toUs: z.number(),
  folderName: z.string(),
  clips: z.array(
    z.object({
      recordingId: z.string(),
      identity: z.string(),
      source: z.string(),
      kind: z.enum(['audio', 'video']),
      fileName: z.string(),
      method: z.string(),
      /** True cut in session time: the first and the end of the last sample kept. */
      trueStartUs: z.number(),
      trueEndUs: z.number(),
      frames: z.number().nullable(),
      estimatedBytes: z.number(),
      gaps: z.array(z.object({ startUs: z.number(), endUs: z.number() })),
      /** How early (> 0) its last moment stands, as it keeps its recording's own rate, µs; absent: under 1 ms. */
      earlyUs: z.number().optional(),
      /** Where its clock steps in the segment: session time, and how much later (> 0: lost time) it goes on. */
      steps: z.array(z.object({ atUs: z.number(), byUs: z.number(), sigmaUs: z.number() })).optional(),
      sigmaUs: z.number(),
      grade: z.string(),
    }),
  ),
  omissions: z.array(
    z.object({
      identity: z.string(),
      source: z.string(),
      trackId: z.string().nullable(),
      reason: z.string(),
    }),
  ),
  logRows: z.number(),
})

/** A file of a finished export, as its own manifest names it. */
export const exportFileSchema = z.object({
  /** Its place in the list: what it is asked for by. */
  index: z.number().int(),
  /** Relative to the export's folder, with /. */
  name: z.string(),
  sizeBytes: z.number(),
  kind: z.enum(['audio', 'video', 'log', 'manifest']),
  /** False: it was moved or deleted since. */
  isThere: z.boolean(),
})

export const exportDetailSchema = z.object({
  exportId: z.string(),
  request: exportRequestSchema,
  plan: exportPlanSchema,
  /** Null until it is done. */
  manifest: z.record(z.string(), z.unknown()).nullable(),
  folder: z.string(),
  /** Empty until it is done. */
  files: z.array(exportFileSchema),
  createdWallUs: z.number(),
  finishedWallUs: z.number().nullable(),
})

export const correctionRequestSchema = z.object({
  /** A recording id or a track id (then every recording of it). */
  target: z.string(),
  byUs: z.number().int().min(-3_600_000_000).max(3_600_000_000),
  note: z.string().max(2000).optional(),
  /** Absent: whoever the server runs as. */
  author: z.string().max(200).optional(),
})

/** Who keeps the catalog from being opened, as far as the machine says. */
export const lockSchema = z.object({
  message: z.string(),
  hint: z.string(),
  pid: z.number().nullable(),
  /** The command line of that process. */
  command: z.string().nullable(),
  /** The page of the Lockstep server that holds it, where it is one. */
  url: z.string().nullable(),
  /** When this server first found it locked, µs since 1970. */
  sinceWallUs: z.number(),
})

export const configSchema = z.object({
  version: z.string(),
  catalog: z.string(),
  /** Origin of the media port, e.g. http://127.0.0.1:5431. */
  mediaOrigin: z.string(),
  demo: z.boolean(),
  /** `locked`: another process has it open; every other route answers `catalog_locked` until it lets go. */
  catalogState: z.enum(['open', 'locked']).default('open'),
  lock: lockSchema.nullable().default(null),
  /** Whether POST /api/demo makes the demo lesson and ingests it here. */
  offersDemo: z.boolean().default(false),
})

export const queryResultSchema = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(z.unknown())),
  truncated: z.boolean(),
  ms: z.number(),
})

export const problemSchema = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() })

export type JobFinding = z.infer<typeof jobFindingSchema>
export type CatalogLock = z.infer<typeof lockSchema>
export type Progress = z.infer<typeof progressSchema>
export type Job = z.infer<typeof jobSchema>
export type ExportRequest = z.infer<typeof exportRequestSchema>
export type ExportPlan = z.infer<typeof exportPlanSchema>
export type ExportFile = z.infer<typeof exportFileSchema>
export type ExportDetail = z.infer<typeof exportDetailSchema>
export type CorrectionRequest = z.infer<typeof correctionRequestSchema>
export type Config = z.infer<typeof configSchema>
export type QueryResult = z.infer<typeof queryResultSchema>
export type Problem = z.infer<typeof problemSchema>
