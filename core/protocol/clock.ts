/**
 * A session's clocks as the page and the command line see them: the graph of clocks and edges, what solving it gave
 * each recording, what a person changed, and what an edge rests on. Wall times are µs since 1970, `…MediaUs` is a
 * file's own PTS.
 */
import { z } from 'zod'
import { clockStepSchema, gradeSchema } from './session.ts'

export const edgePieceSchema = z.object({
  startUs: z.number(),
  endUs: z.number(),
  atUs: z.number(),
  offsetUs: z.number(),
  sigmaUs: z.number(),
})

export const muteSchema = z.object({
  muteId: z.string(),
  note: z.string().nullable(),
  author: z.string(),
  createdWallUs: z.number(),
})

export const graphEdgeSchema = z.object({
  edgeId: z.string(),
  /** Clock ids: media:<recording id>, device:<identity>, utc. */
  from: z.string(),
  to: z.string(),
  kind: z.string(),
  support: z.enum(['prior', 'measured', 'content', 'exact']),
  offsetUs: z.number(),
  atUs: z.number(),
  sigmaUs: z.number(),
  ratePpm: z.number().nullable(),
  rateSigmaPpm: z.number().nullable(),
  /** Share of the places looked at that agree, 0 to 1. */
  agreement: z.number().nullable(),
  pieces: z.array(edgePieceSchema),
  /** Edge − solution; null: not used, or one of its ends is not placed. */
  residualUs: z.number().nullable(),
  /** Edge − the solution without it; null: nothing else says it. */
  leaveOneOutUs: z.number().nullable(),
  /** 0 (ignored as an outlier) to 1; null: not used. */
  weight: z.number().nullable(),
  /** Whether it has a say: it is neither muted nor outranked. */
  used: z.boolean(),
  muted: muteSchema.nullable(),
  author: z.string(),
  evidence: z.record(z.string(), z.unknown()),
})

export const clockSchema = z.object({
  clockId: z.string(),
  kind: z.enum(['utc', 'media', 'device']),
  identity: z.string().nullable(),
  recordingId: z.string().nullable(),
})

export const recordingClockSchema = z.object({
  recordingId: z.string(),
  laneId: z.string(),
  identity: z.string(),
  name: z.string(),
  source: z.string(),
  kind: z.enum(['audio', 'video']),
  objectKey: z.string(),
  /** What the file's own manifest says of its start, wall time; null: none does. */
  saysWallUs: z.number().nullable(),
  /** Who says it: 'manifest', 'path', 'upload time'; null with saysWallUs. */
  saysSource: z.string().nullable(),
  /** Wall time of its first sample as it is placed; null: unplaced. */
  placedWallUs: z.number().nullable(),
  driftPpm: z.number(),
  driftSigmaPpm: z.number().nullable(),
  steps: z.array(clockStepSchema),
  sigmaUs: z.number().nullable(),
  grade: gradeSchema.nullable(),
  component: z.number().nullable(),
  /** Of the used edges of content that touch it, |edge − solution|; null: it has none. */
  residualP50Us: z.number().nullable(),
  residualP95Us: z.number().nullable(),
  /** How many edges of each kind have a say, and how many disagree (weight < 0.5). */
  evidence: z.array(z.object({ kind: z.string(), count: z.number(), disagree: z.number() })),
  /** One line for people: why it is unplaced, or what its grade C lacks. */
  lacks: z.string().nullable(),
  correctionUs: z.number(),
})

export const clockMarkSchema = z.object({
  markId: z.string(),
  fromRecordingId: z.string(),
  fromMediaUs: z.number(),
  toRecordingId: z.string(),
  toMediaUs: z.number(),
  sigmaUs: z.number(),
  note: z.string().nullable(),
  author: z.string(),
  createdWallUs: z.number(),
})

export const clockGraphSchema = z.object({
  sessionId: z.string(),
  roomName: z.string(),
  clockVersion: z.string(),
  epochWallUs: z.number(),
  durationUs: z.number(),
  /** σ of the session's whole timeline against UTC; null: nothing is placed. */
  wallSigmaUs: z.number().nullable(),
  clocks: z.array(clockSchema),
  edges: z.array(graphEdgeSchema),
  recordings: z.array(recordingClockSchema),
  marks: z.array(clockMarkSchema),
  /** Expected |error| between two tracks that play together, µs; null: fewer than two are placed. */
  expectedErrorUs: z.object({ p50: z.number(), p95: z.number() }).nullable(),
  /** When sound was last compared; null: never. */
  alignedWallUs: z.number().nullable(),
  /** Pairs whose sound was compared, and those of them that were refused. */
  pairs: z.object({ compared: z.number(), refused: z.number() }),
})

export const newMarkSchema = z.object({
  fromRecordingId: z.string(),
  fromMediaUs: z.number().int(),
  toRecordingId: z.string(),
  toMediaUs: z.number().int(),
  /** How exactly a person can place it: a frame, a syllable. */
  sigmaUs: z.number().int().min(1000).max(10_000_000).default(30_000),
  note: z.string().max(2000).optional(),
})

/** What a person changes of the graph; all of it is kept beside the evidence and can be taken back. */
export const clockEditsSchema = z.object({
  mute: z.array(z.string()).default([]),
  unmute: z.array(z.string()).default([]),
  marks: z.array(newMarkSchema).default([]),
  withdrawMarks: z.array(z.string()).default([]),
  note: z.string().max(2000).optional(),
})

export const applyEditsSchema = clockEditsSchema.extend({
  /** The clock version the page showed; another one answers `clock_moved`. */
  clockVersion: z.string(),
  /** Whoever the server runs as, unless it is said. */
  author: z.string().min(1).max(200).optional(),
})

export const recordingMoveSchema = z.object({
  recordingId: z.string(),
  /** How much later its first sample lies, whatever becomes of the epoch; 0: only its σ, drift or grade changes. */
  byUs: z.number(),
  fromSigmaUs: z.number().nullable(),
  toSigmaUs: z.number().nullable(),
  fromGrade: gradeSchema.nullable(),
  toGrade: gradeSchema.nullable(),
})

export const clockPreviewSchema = z.object({
  graph: clockGraphSchema,
  moves: z.array(recordingMoveSchema),
})

export const clockAppliedSchema = clockPreviewSchema.extend({
  /** What takes it back. */
  undo: clockEditsSchema,
})

/** What an edge of sound rests on, to see and hear. */
export const edgeEvidenceSchema = z.object({
  edgeId: z.string(),
  kind: z.string(),
  /** Each window: where, and how far it is from the edge's line. */
  windows: z.array(
    z.object({
      fromMediaUs: z.number(),
      residualUs: z.number(),
      /** Highest peak ÷ the next. */
      ratio: z.number(),
      agrees: z.boolean(),
    }),
  ),
  /** The correlation of the best window; null: the kind has none. */
  correlation: z
    .object({
      fromMediaUs: z.number(),
      /** Lag of the first value and between two, µs, about the edge's offset. */
      firstLagUs: z.number(),
      lagStepUs: z.number(),
      values: z.array(z.number()),
      peakLagUs: z.number(),
      ratio: z.number(),
    })
    .nullable(),
  /** Envelopes of both sounds over one moment of the session, −1…1 and of one length; null: not to be had. */
  waves: z
    .object({
      fromMediaUs: z.number(),
      toMediaUs: z.number(),
      spanUs: z.number(),
      from: z.object({ min: z.array(z.number()), max: z.array(z.number()) }),
      to: z.object({ min: z.array(z.number()), max: z.array(z.number()) }),
    })
    .nullable(),
})

export const alignRequestSchema = z.object({ dryRun: z.boolean().default(false) })

/** What an alignment did, by recording: the table of `lockstep align`, the result of its job. */
export const alignResultSchema = z.object({
  sessionId: z.string(),
  dryRun: z.boolean(),
  decoded: z.number(),
  cached: z.number(),
  pairs: z.object({ compared: z.number(), cached: z.number(), accepted: z.number(), refused: z.number() }),
  /** Recordings whose sound could not be decoded, and why. */
  unheard: z.array(z.object({ recordingId: z.string(), message: z.string() })).default([]),
  moves: z.array(recordingMoveSchema),
  recordings: z.array(recordingClockSchema),
  ms: z.number(),
})

export type ClockGraph = z.infer<typeof clockGraphSchema>
export type GraphEdge = z.infer<typeof graphEdgeSchema>
export type RecordingClock = z.infer<typeof recordingClockSchema>
export type ClockMark = z.infer<typeof clockMarkSchema>
export type NewMark = z.infer<typeof newMarkSchema>
export type ClockEdits = z.infer<typeof clockEditsSchema>
export type RecordingMove = z.infer<typeof recordingMoveSchema>
export type ClockPreview = z.infer<typeof clockPreviewSchema>
export type ClockApplied = z.infer<typeof clockAppliedSchema>
export type EdgeEvidence = z.infer<typeof edgeEvidenceSchema>
export type AlignResult = z.infer<typeof alignResultSchema>
