/**
 * Small copies of video recordings (proxies) that many tiles can play at once: H264 without B frames, a key frame at
 * least each second, upright, every source PTS kept. The page plays them from their packet index alone.
 */
import { z } from 'zod'

export const renditionLevelSchema = z.enum(['180', '90'])

/** What the page would play now, most urgent first. */
export const renditionsWantedSchema = z.object({
  wanted: z.array(z.object({ recordingId: z.string().max(100), level: renditionLevelSchema })).max(500),
  /** A person asks: what of it failed is tried anew. */
  isRetry: z.boolean().optional(),
})

export const renditionStateSchema = z.object({
  recordingId: z.string(),
  level: renditionLevelSchema,
  /** `none`: not there, and nobody has asked for it. */
  state: z.enum(['ready', 'making', 'waiting', 'failed', 'none']),
  /** Of a ready one: part of its addresses, so that an answer may be cached for ever. */
  version: z.string().nullable(),
  widthPx: z.number().nullable(),
  heightPx: z.number().nullable(),
  /** Of a ready one: of its file. */
  sizeBytes: z.number().nullable(),
  /** Of one being made: 0 … 1. */
  share: z.number().nullable(),
  /** Of a failed one: why, in words for a person. */
  message: z.string().nullable(),
  /** Of a failed one: until it is tried again by itself; null: only when its file changes, or somebody asks. */
  retryInS: z.number().nullable(),
})

/** The answer to `GET /api/recordings/:id/renditions`, which asks for none: each level, the largest first. */
export const recordingRenditionsSchema = z.object({ states: z.array(renditionStateSchema) })

/** The answer to `POST /api/sessions/:id/renditions`: in the order asked for. */
export const renditionsAnswerSchema = z.object({
  states: z.array(renditionStateSchema),
  /** Of the whole queue of this server: how many are still to be made. */
  left: z.number(),
  /** Until all that was asked for here is made, as measured, s; null: not known. */
  secondsLeft: z.number().nullable(),
})

export type RenditionsWanted = z.infer<typeof renditionsWantedSchema>
export type RenditionState = z.infer<typeof renditionStateSchema>
export type RecordingRenditions = z.infer<typeof recordingRenditionsSchema>
export type RenditionsAnswer = z.infer<typeof renditionsAnswerSchema>

export * from './renditionIndex.ts'
