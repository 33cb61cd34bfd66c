/**
 * The sync certificate of a session: how well each recording's place in time is known, and why. Numbers are rounded to
 * three decimals, lists have one order, so that the same catalog gives the same bytes; `sha256` is of the canonical
 * JSON of all but `issuedAt` and itself. Session times `…Us` are µs since the session's epoch.
 */
import { z } from 'zod'
import { clockStepSchema, findingSchema, gradeSchema } from './session.ts'

/** What the page measured of one stretch of playing: each drawn tick, each visible tile. */
export const newPlaybackRunSchema = z.object({
  clockVersion: z.string().max(200),
  /** How long the clock ran, ms. */
  playedMs: z.number().int().min(1000).max(86_400_000),
  /** The most tiles that were compared at once. */
  tiles: z.number().int().min(1).max(1000),
  /** The most that could not be shown at once; they are in no other number here. */
  failedTiles: z.number().int().min(0).max(1000),
  /** Tiles looked at, over all ticks. */
  samples: z.number().int().min(1).max(1_000_000_000),
  /** Those of them that showed exactly the frame the recording has for the moment. */
  exactSamples: z.number().int().min(0).max(1_000_000_000),
  /** Of |error|, in frames of the recording; 31: that many or more, or nothing shown. */
  p50Frames: z.number().int().min(0).max(31),
  p95Frames: z.number().int().min(0).max(31),
  maxFrames: z.number().int().min(0).max(31),
  engine: z.enum(['webcodecs', 'video']),
  rate: z.number().min(0.25).max(4),
  /** Pictures of visible tiles that were due and never drawn, because a later one was. */
  droppedDraws: z.number().int().min(0).max(1_000_000_000),
  /** The highest rung of the overload ladder it was played at; 0: full quality throughout. */
  maxLevel: z.number().int().min(0).max(9),
})

export const playbackRunSchema = newPlaybackRunSchema.extend({
  droppedDraws: newPlaybackRunSchema.shape.droppedDraws.nullable(),
  maxLevel: newPlaybackRunSchema.shape.maxLevel.nullable(),
  failedTiles: newPlaybackRunSchema.shape.failedTiles.nullable().default(null),
  /** Of Lockstep, and what the browser calls itself. */
  programVersion: z.string(),
  browser: z.string(),
  measuredWallUs: z.number(),
})

const saidSchema = z.object({ author: z.string(), note: z.string().nullable(), at: z.string() })

export const certifiedRecordingSchema = z.object({
  recordingId: z.string(),
  person: z.string(),
  name: z.string(),
  source: z.string(),
  kind: z.enum(['audio', 'video']),
  /** What was certified: the object that has this key, size and ETag (S3's, or size and mtime of a file). */
  file: z.object({
    source: z.string(),
    key: z.string(),
    streamIndex: z.number(),
    sizeBytes: z.number(),
    etag: z.string(),
  }),
  /** Session time of its first sample and of its end; null: it is not placed. */
  span: z.object({ startUs: z.number(), endUs: z.number() }).nullable(),
  startUtc: z.string().nullable(),
  grade: gradeSchema.nullable(),
  sigmaUs: z.number().nullable(),
  /** What sigmaUs is against: its content-linked group (0 the largest), or null: UTC. */
  group: z.number().nullable(),
  driftPpm: z.number(),
  driftSigmaPpm: z.number().nullable(),
  /** `atUs` in session time: where a stall begins, or from where a step back goes on. */
  steps: z.array(clockStepSchema.extend({ atUs: z.number() })),
  evidence: z.array(z.object({ kind: z.string(), count: z.number(), disagree: z.number() })),
  residualP50Us: z.number().nullable(),
  residualP95Us: z.number().nullable(),
  /** What its own papers say of its start, and how much later it was placed; null: they say nothing, or unplaced. */
  stated: z.object({ by: z.string(), startUtc: z.string(), placedLaterUs: z.number().nullable() }).nullable(),
  correctionUs: z.number(),
  /** Why it is unplaced, or what its grade lacks. */
  lacks: z.string().nullable(),
})

export const certificateSchema = z.object({
  format: z.literal('lockstep-sync-certificate'),
  formatVersion: z.literal(1),
  program: z.object({ name: z.literal('lockstep'), version: z.string(), catalogSchema: z.number() }),
  session: z.object({
    sessionId: z.string(),
    roomName: z.string(),
    epochUtc: z.string(),
    durationUs: z.number(),
  }),
  clock: z.object({
    version: z.string(),
    /** When sound was last compared; null: never. */
    alignedAt: z.string().nullable(),
    /** Of the whole timeline against UTC. */
    wallSigmaUs: z.number().nullable(),
    pairs: z.object({ compared: z.number(), refused: z.number() }),
    /** Expected |error| between two tracks that play together. */
    expectedErrorUs: z.object({ p50: z.number(), p95: z.number() }).nullable(),
    /** The same between two recordings of the main group; null: it has no two that play together. */
    linkedErrorUs: z.object({ p50: z.number(), p95: z.number() }).nullable(),
    groups: z.array(z.object({ group: z.number(), recordings: z.number() })),
  }),
  grades: z.object({ A: z.number(), B: z.number(), C: z.number(), unplaced: z.number() }),
  recordings: z.array(certifiedRecordingSchema),
  /** Nothing is said of them, and their recordings are in no count. */
  withheld: z.object({ people: z.number(), recordings: z.number() }),
  byHand: z.object({
    corrections: z.array(saidSchema.extend({ recordingId: z.string(), byUs: z.number() })),
    marks: z.array(
      saidSchema.extend({
        fromRecordingId: z.string(),
        toRecordingId: z.string(),
        fromMediaUs: z.number(),
        toMediaUs: z.number(),
        sigmaUs: z.number(),
      }),
    ),
    mutes: z.array(saidSchema.extend({ kind: z.string(), between: z.array(z.string()) })),
  }),
  findings: z.array(
    findingSchema
      .pick({ severity: true, code: true, message: true, recordingId: true })
      .extend({ acceptedBy: z.string().nullable() }),
  ),
  annotations: z.number(),
  /** The last run; null: the workbench has not played this session by this clock. */
  playback: playbackRunSchema.nullable(),
})

export const issuedCertificateSchema = certificateSchema.extend({
  issuedAt: z.string(),
  /** Lower-case hex. */
  sha256: z.string(),
})

export type NewPlaybackRun = z.infer<typeof newPlaybackRunSchema>
export type PlaybackRun = z.infer<typeof playbackRunSchema>
export type CertifiedRecording = z.infer<typeof certifiedRecordingSchema>
export type Certificate = z.infer<typeof certificateSchema>
export type IssuedCertificate = z.infer<typeof issuedCertificateSchema>
