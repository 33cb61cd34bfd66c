/**
 * What the server says about sessions, as zod schemas: the server answers with them, the page and the command
 * line trust them. Session times `…Us` are µs since the session epoch; wall times `…WallUs` are µs since 1970.
 */
import { z } from 'zod'
import { acceptanceSchema, withholdingSchema } from './review.ts'

export const gradeSchema = z.enum(['A', 'B', 'C'])
export const findingSchema = z.object({
  findingId: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  code: z.string(),
  subject: z.string(),
  objectKey: z.string().nullable(),
  recordingId: z.string().nullable(),
  message: z.string(),
  hint: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  /** Who looked at it and accepted it as it is; null: nobody has. */
  accepted: acceptanceSchema.nullable(),
})

/** One thin line of the coverage strip: when one person was recorded. */
export const coverageSchema = z.object({
  identity: z.string(),
  spans: z.array(z.object({ startUs: z.number(), endUs: z.number() })),
})

export const sessionSummarySchema = z.object({
  sessionId: z.string(),
  roomName: z.string(),
  roomId: z.string().nullable(),
  epochWallUs: z.number(),
  durationUs: z.number(),
  participants: z.number(),
  tracks: z.number(),
  recordings: z.number(),
  sizeBytes: z.number(),
  findings: z.number(),
  /** Those of them that are warnings or errors and not accepted; the others are notes. */
  concerns: z.number(),
  /** The worst concern's message, for the list. */
  headline: z.string().nullable(),
  /** The codes of its concerns, each once, ascending: what the list is filtered by. */
  concernCodes: z.array(z.string()),
  /** IANA name of the zone it was recorded in, where a person has said it. */
  zone: z.string().nullable(),
  worstGrade: gradeSchema.nullable(),
  /** Worst σ of its placements, µs. */
  worstSigmaUs: z.number().nullable(),
  coverage: z.array(coverageSchema),
})

export const edgeSchema = z.object({
  edgeId: z.string(),
  /** The clock it leads to; absent: utc. With another the offset is no wall time. */
  toClock: z.string().optional(),
  kind: z.string(),
  offsetUs: z.number(),
  sigmaUs: z.number(),
  lowerUs: z.number().nullable(),
  upperUs: z.number().nullable(),
  residualUs: z.number().nullable(),
  used: z.boolean(),
  author: z.string(),
  evidence: z.record(z.string(), z.unknown()),
})

/** From `mediaUs` on the recording lies `byUs` later than before: its capture stalled (or its clock was set). */
export const clockStepSchema = z.object({ mediaUs: z.number(), byUs: z.number(), sigmaUs: z.number() })

export const placementSchema = z.object({
  /** Session time of media time 0, as the first piece has it. */
  offsetUs: z.number(),
  driftPpm: z.number(),
  /** σ of the drift; null: nothing measured it against the session. */
  driftSigmaPpm: z.number().nullable(),
  /** By media time. */
  steps: z.array(clockStepSchema),
  /** Which group of recordings linked by content it belongs to, 0 the largest; null: none. */
  component: z.number().nullable(),
  /** Against the rest of the group, or against the wall clock where content links nothing. */
  sigmaUs: z.number(),
  grade: gradeSchema,
  method: z.string(),
  startUs: z.number(),
  endUs: z.number(),
  computedOffsetUs: z.number(),
  correctionUs: z.number(),
})

export const recordingSchema = z.object({
  recordingId: z.string(),
  trackId: z.string(),
  egressId: z.string().nullable(),
  objectKey: z.string(),
  sizeBytes: z.number(),
  /** Part of the media URL, so that an answer may be cached for ever. */
  version: z.string(),
  container: z.string(),
  codec: z.string(),
  codecString: z.string().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  /** Clockwise degrees by which the coded picture is turned to be upright: 0, 90, 180 or 270. */
  rotation: z.number(),
  sampleRateHz: z.number().nullable(),
  channels: z.number().nullable(),
  firstPtsUs: z.number(),
  endPtsUs: z.number(),
  packetCount: z.number(),
  /** Undefined placement: said to be unplaced, never guessed. */
  placement: placementSchema.nullable(),
  edges: z.array(edgeSchema),
  /** Spans of media time with no samples (muted or lost). */
  holes: z.array(z.object({ startPtsUs: z.number(), endPtsUs: z.number() })),
  hasPeaks: z.boolean(),
  hasPackets: z.boolean(),
  /** Where its pictures lie in the file is known (packetIndex.ts). */
  hasIndex: z.boolean().optional(),
})

export const gapSchema = z.object({
  startUs: z.number(),
  endUs: z.number(),
  reason: z.enum(['not_joined', 'left', 'muted', 'lost', 'not_recorded', 'ended', 'withheld']),
  /** Where a capture stalled, with reason lost: how long, and how sure that is. */
  stall: z.object({ byUs: z.number(), sigmaUs: z.number() }).optional(),
  /** What the room's journal or the recorder says of it, session times; absent: nothing. */
  cause: z
    .object({
      what: z.enum(['left', 'muted', 'stopped', 'lost', 'interrupted', 'failed']),
      fromUs: z.number(),
      /** Absent: nothing says that it ended. */
      toUs: z.number().optional(),
      reason: z.string().optional(),
      by: z.string().optional(),
    })
    .optional(),
})

/** An event of the room as the capture backend noted it. */
export const roomEventSchema = z.object({
  tUs: z.number(),
  /** participant_joined, track_muted, marker … */
  event: z.string(),
  identity: z.string().nullable(),
  words: z.string(),
})

/** One row of the timeline: (session, identity, source), many recordings, gaps between. */
export const laneSchema = z.object({
  laneId: z.string(),
  identity: z.string(),
  source: z.string(),
  kind: z.enum(['audio', 'video']),
  recordings: z.array(recordingSchema),
  gaps: z.array(gapSchema),
})

export const sessionDetailSchema = sessionSummarySchema.extend({
  clockVersion: z.string(),
  people: z.array(
    z.object({ identity: z.string(), name: z.string(), withheld: withholdingSchema.nullable() }),
  ),
  lanes: z.array(laneSchema),
  findingList: z.array(findingSchema),
  /** Log events in the session; fetched apart as Arrow. */
  logCount: z.number(),
  /** By time; the log has them too, and all of them. Absent: the room was not watched. */
  roomEvents: z.array(roomEventSchema).optional(),
})

export type FindingView = z.infer<typeof findingSchema>
export type Coverage = z.infer<typeof coverageSchema>
export type SessionSummary = z.infer<typeof sessionSummarySchema>
export type ClockStepView = z.infer<typeof clockStepSchema>
export type EdgeView = z.infer<typeof edgeSchema>
export type PlacementView = z.infer<typeof placementSchema>
export type RecordingView = z.infer<typeof recordingSchema>
export type RoomEventView = z.infer<typeof roomEventSchema>
export type GapView = z.infer<typeof gapSchema>
export type Lane = z.infer<typeof laneSchema>
export type SessionDetail = z.infer<typeof sessionDetailSchema>
