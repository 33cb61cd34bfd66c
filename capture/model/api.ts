/**
 * The shapes that cross the capture backend's HTTP edge, as zod schemas: the API checks and documents itself by them
 * (OpenAPI), the pages take their types. Times are ISO 8601 text in UTC where people read them and decimal text of
 * nanoseconds (`…Ns`) where exactness matters; durations are seconds, sizes bytes.
 */
import { z } from 'zod'

/** What a bearer may do. `watch` sees, `operate` starts and stops and marks, `manage` makes rooms and links, `admin` keys and projects. */
export const Scope = z.enum(['watch', 'operate', 'manage', 'admin'])

/** A name that is safe in keys, paths and URLs. */
export const PlainName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, dot, dash and underscore, at most 100')

export const TokenRequest = z.object({
  key: z.string(),
  secret: z.string(),
  scopes: z.array(Scope).optional(),
  ttlSeconds: z.number().int().min(60).max(86_400).default(3600),
})
export const CodeRequest = z.object({ code: z.string().max(100) })
export const TokenAnswer = z.object({ token: z.string(), expiresAt: z.string(), scopes: z.array(Scope) })

export const RecorderKind = z.enum(['embedded', 'egress'])

export const ProjectInput = z.object({
  name: PlainName,
  livekitUrl: z.url({ protocol: /^wss?|https?$/ }),
  /** Where browsers reach it, if by another way than this backend. */
  livekitPublicUrl: z.url({ protocol: /^wss?|https?$/ }).optional(),
  livekitApiKey: z.string().min(1),
  livekitApiSecret: z.string().min(1),
  /** `s3://bucket/prefix` or `file:///folder`. */
  bucketUri: z.string().min(1),
  s3: z
    .object({
      endpoint: z.url().optional(),
      region: z.string().optional(),
      accessKeyId: z.string().optional(),
      secretAccessKey: z.string().optional(),
    })
    .optional(),
  recorder: RecorderKind.default('embedded'),
  consentText: z.string().max(20_000).optional(),
})
/** A project as it is shown: no secret in it. */
export const Project = z.object({
  project: z.string(),
  name: z.string(),
  livekitUrl: z.string(),
  livekitPublicUrl: z.string().optional(),
  bucketUri: z.string(),
  recorder: RecorderKind,
  consentText: z.string(),
  /** Counts up with each change of the text; recorded with each consent. */
  consentVersion: z.number().int(),
  createdAt: z.string(),
})

export const RoomInput = z.object({
  name: PlainName,
  title: z.string().max(200).optional(),
  autoRecord: z.boolean().default(true),
  maxParticipants: z.number().int().min(0).max(10_000).default(0),
  /** Day of a study, `2026-11-22`. */
  date: z.iso.date().optional(),
})
export const Room = RoomInput.extend({ project: z.string(), createdAt: z.string() })

export const JoinLinkInput = z.object({ identity: PlainName, name: z.string().max(200).optional() })
export const JoinLink = z.object({
  code: z.string(),
  room: z.string(),
  identity: z.string(),
  name: z.string(),
  url: z.string(),
})

/** One line of a sheet: `room,identity,name,date` (and whatever else, which is kept as the person's metadata). */
export const SheetProblem = z.object({ line: z.number().int(), message: z.string() })
export const SheetAnswer = z.object({
  rooms: z.array(Room),
  links: z.array(JoinLink),
  problems: z.array(SheetProblem),
})

/** What a join page shows before anyone is asked for a camera. Public: it holds nothing of others. */
export const JoinCard = z.object({
  room: z.string(),
  title: z.string(),
  identity: z.string(),
  name: z.string(),
  recorded: z.boolean(),
  consentText: z.string(),
  consentVersion: z.number().int(),
})
export const JoinRequest = z.object({
  name: z.string().max(200),
  /** The version that was shown and ticked; an older one is refused. */
  consentVersion: z.number().int(),
})
export const JoinAnswer = z.object({ livekitUrl: z.string(), token: z.string(), identity: z.string() })

export const Quality = z.enum(['unknown', 'excellent', 'good', 'poor', 'lost'])
export const RecordingStatus = z.enum([
  'starting',
  'active',
  'ending',
  'complete',
  'failed',
  'aborted',
  'limit_reached',
])

export const RecordingState = z.object({
  egressId: z.string(),
  trackId: z.string().optional(),
  identity: z.string().optional(),
  source: z.string().optional(),
  status: RecordingStatus,
  startedAt: z.string().optional(),
  durationSeconds: z.number(),
  sizeBytes: z.number(),
  /** In words, with what to do. */
  error: z.string().optional(),
})
export const TrackState = z.object({
  trackId: z.string(),
  source: z.string(),
  kind: z.enum(['audio', 'video']),
  muted: z.boolean(),
  recording: RecordingState.optional(),
})
export const ParticipantState = z.object({
  identity: z.string(),
  name: z.string(),
  joinedAt: z.string(),
  quality: Quality,
  tracks: z.array(TrackState),
})

export const AlertCode = z.enum([
  'nobody_recorded',
  'microphone_silent',
  'camera_frozen',
  'camera_black',
  'disk_full',
  'bucket_failing',
  'egress_failed',
  'recorder_lost',
  'livekit_down',
  'clock_wrong',
])
export const Alert = z.object({
  code: AlertCode,
  room: z.string().optional(),
  identity: z.string().optional(),
  message: z.string(),
  hint: z.string(),
  since: z.string(),
})

export const RoomState = z.object({
  room: z.string(),
  title: z.string(),
  date: z.string().optional(),
  /** Someone is in it. LiveKit keeps a room open that was just made, or left. */
  live: z.boolean(),
  /** `RM_…` while it is open. */
  roomId: z.string().optional(),
  openedAt: z.string().optional(),
  autoRecord: z.boolean(),
  /** Whether anything of it is being recorded now. */
  recording: z.boolean(),
  participants: z.array(ParticipantState),
  recordedSeconds: z.number(),
  recordedBytes: z.number(),
  lastError: z.string().optional(),
  alerts: z.array(Alert),
})
export const Wall = z.object({
  rooms: z.array(RoomState),
  total: z.number().int(),
  live: z.number().int(),
  recording: z.number().int(),
  /** Those of no single room: disk, bucket, LiveKit itself. */
  alerts: z.array(Alert),
})

export const StartRecordingInput = z.object({
  trackId: z.string().optional(),
  identity: z.string().optional(),
  composite: z.boolean().optional(),
})
export const MarkerInput = z.object({ label: z.string().min(1).max(500) })
export const MessageInput = z.object({
  text: z.string().min(1).max(5000),
  topic: z.string().max(100).default('chat'),
})
export const WatchAnswer = z.object({ livekitUrl: z.string(), token: z.string() })

export const IngestState = z.object({
  state: z.enum(['idle', 'running', 'done', 'failed']),
  message: z.string(),
  /** Where the session can be watched, once it can. */
  url: z.string().optional(),
})

export const UsageRow = z.object({
  room: z.string(),
  /** UTC day, `2026-11-22`. */
  day: z.string(),
  people: z.number().int(),
  recordings: z.number().int(),
  recordedSeconds: z.number(),
  recordedBytes: z.number(),
})

/** Every refusal: what, why, what to do. */
export const Problem = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() })
