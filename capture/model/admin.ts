/** The shapes of the API that people who run the backend use: keys, changes of projects and rooms, its health. */
import { z } from 'zod'
import { PlainName, ProjectInput, RoomInput, Scope } from './api.ts'

export const KeyInput = z.object({
  label: z.string().min(1).max(200),
  scopes: z.array(Scope).min(1),
  /** Absent: every project. */
  project: PlainName.optional(),
})
export const Key = KeyInput.extend({
  key: z.string(),
  createdAt: z.string(),
  revokedAt: z.string().optional(),
})
/** The only answer that ever holds the secret. */
export const KeyMade = Key.extend({ secret: z.string() })

/** What is left out stays as it was; defaults are for new ones alone. */
export const ProjectPatch = z.object({
  livekitUrl: ProjectInput.shape.livekitUrl.optional(),
  livekitPublicUrl: ProjectInput.shape.livekitPublicUrl,
  livekitApiKey: ProjectInput.shape.livekitApiKey.optional(),
  livekitApiSecret: ProjectInput.shape.livekitApiSecret.optional(),
  bucketUri: ProjectInput.shape.bucketUri.optional(),
  s3: ProjectInput.shape.s3,
  recorder: z.enum(['embedded', 'egress']).optional(),
  consentText: ProjectInput.shape.consentText,
})

export const RoomPatch = z.object({
  title: RoomInput.shape.title,
  autoRecord: z.boolean().optional(),
  maxParticipants: z.number().int().min(0).max(10_000).optional(),
  date: RoomInput.shape.date,
})

export const Health = z.object({
  ok: z.boolean(),
  version: z.string(),
  startedAt: z.string(),
  /** What is wrong, in words; nothing of a project's settings. */
  problems: z.array(z.object({ code: z.string(), message: z.string(), hint: z.string().optional() })),
})
