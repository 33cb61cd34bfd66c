/**
 * What people make while they review, as zod schemas: tiers and annotations (a marker is an annotation without a
 * tier), accepted findings, withheld people, a session's zone. Session times are µs since the session epoch, on the
 * alignment that stands now: each annotation is fixed to media time and moves with it.
 */
import { z } from 'zod'

const id = z.string().min(1).max(100)
const label = z.string().max(500)
const note = z.string().max(10_000)
const author = z.string().min(1).max(200)

export const tierSchema = z.object({
  tierId: z.string(),
  name: z.string(),
  /** Person it is about. */
  identity: z.string().nullable(),
  parentTierId: z.string().nullable(),
  author: z.string().nullable(),
})

export const annotationSchema = z.object({
  annotationId: z.string(),
  /** Null: a marker. */
  tierId: z.string().nullable(),
  startUs: z.number(),
  /** Equal to the start for a point. */
  endUs: z.number(),
  label: z.string(),
  body: z.string(),
  author: z.string(),
  createdWallUs: z.number(),
  changedWallUs: z.number(),
  /** What it is fixed to; a null recording is the session's own clock. */
  anchor: z.object({
    recordingId: z.string().nullable(),
    identity: z.string().nullable(),
    source: z.string().nullable(),
    startMediaUs: z.number().nullable(),
    endMediaUs: z.number().nullable(),
    /** The alignment it was made on. */
    clockVersion: z.string(),
    /** How far the alignment has moved it since it was made, µs; 0 where nothing moved. */
    movedUs: z.number(),
    /** False: its recording is gone or unplaced, and the times are those it was made with. */
    isPlaced: z.boolean(),
  }),
})

export const annotationSetSchema = z.object({
  clockVersion: z.string(),
  tiers: z.array(tierSchema),
  /** Ascending by start, then end, then id. Markers too. */
  annotations: z.array(annotationSchema),
})

export const newAnnotationSchema = z.object({
  /** Made by whoever writes it, so that one sent twice is one. */
  annotationId: id,
  tierId: id.nullable(),
  startUs: z.number().int(),
  endUs: z.number().int(),
  label: label.default(''),
  body: note.default(''),
  /** The lane it was seen in; absent: the best placed recording at its start. */
  laneId: z.string().max(500).optional(),
  /** The alignment its times were read on; another refuses it (`clock_moved`). */
  clockVersion: z.string(),
  author: author.optional(),
})

export const annotationChangeSchema = z.object({
  tierId: id.nullable().optional(),
  startUs: z.number().int().optional(),
  endUs: z.number().int().optional(),
  label: label.optional(),
  body: note.optional(),
  /** Needed where a time changes. */
  clockVersion: z.string().optional(),
})

export const newTierSchema = z.object({
  tierId: id,
  name: z.string().min(1).max(200),
  identity: z.string().max(500).nullable().default(null),
  parentTierId: id.nullable().default(null),
  author: author.optional(),
})
export const tierChangeSchema = z.object({
  name: z.string().min(1).max(200).optional(),
  position: z.number().int().min(0).optional(),
})

export const acceptanceRequestSchema = z.object({ note, author: author.optional() })
/** What is said of an accepted finding. */
export const acceptanceSchema = z.object({ note: z.string(), author: z.string(), createdWallUs: z.number() })

export const withholdingRequestSchema = z.object({
  identity: z.string().min(1).max(500),
  reason: z.string().min(1).max(2000),
  author: author.optional(),
})
export const withholdingSchema = z.object({
  withholdingId: z.string(),
  identity: z.string(),
  reason: z.string(),
  author: z.string(),
  createdWallUs: z.number(),
})

export const zoneRequestSchema = z.object({
  /** IANA name; null takes it back. */
  zone: z.string().min(1).max(100).nullable(),
  author: author.optional(),
})

export type Tier = z.infer<typeof tierSchema>
export type Annotation = z.infer<typeof annotationSchema>
export type AnnotationSet = z.infer<typeof annotationSetSchema>
/** As it is sent: label and body may be left out. */
export type NewAnnotation = z.input<typeof newAnnotationSchema>
export type AnnotationChange = z.infer<typeof annotationChangeSchema>
export type NewTier = z.input<typeof newTierSchema>
export type TierChange = z.infer<typeof tierChangeSchema>
export type Acceptance = z.infer<typeof acceptanceSchema>
export type Withholding = z.infer<typeof withholdingSchema>
