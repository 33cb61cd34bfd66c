/** What the API works with: the store, the live part, the outside world. Made once; tests make their own. */
import type { z } from 'zod'
import type { LiveControl } from '../live/liveControl.ts'
import type { LivekitAccess, LivekitRooms } from '../live/livekitRooms.ts'
import type { IngestState } from '../model/api.ts'
import type { CaptureStore } from '../store/store.ts'
import type { OnceCodes } from './onceCodes.ts'

export type IngestState = z.infer<typeof IngestState>

/** Ingest belongs to the workbench; whoever starts the backend brings it. */
export interface IngestControl {
  start(project: string, room: string): Promise<IngestState>
  state(project: string, room: string): IngestState
}

/** A webhook whose signature was right, or why it was refused. */
export interface WebhookControl {
  /** Throws UserError `webhook_refused` where the signature is not the project's, `disk_full` where it cannot be kept. */
  receive(
    project: string,
    request: { readonly body: string; readonly authorization: string | undefined },
  ): Promise<{ readonly event: string; readonly room: string | undefined }>
}

export interface ApiContext {
  readonly store: CaptureStore
  readonly version: string
  readonly startedAt: string
  /** Ms since 1970. */
  readonly nowMs: () => number
  readonly openLivekit: (access: LivekitAccess) => LivekitRooms
  readonly live: (project: string) => LiveControl
  /** Told when projects come, change or go. */
  readonly onProject?: (project: string) => void
  readonly ingest?: IngestControl
  readonly webhooks?: WebhookControl
  readonly codes: OnceCodes
  /** Where people reach the pages, without a slash at its end; read at each request. */
  readonly publicUrl: () => string
  /** The port listened on; its loopback names are always good. */
  readonly port: () => number
  /** What is wrong with the whole of it, in words. */
  readonly problems?: () => readonly { code: string; message: string; hint?: string }[]
  /** A line of the log; never a secret, a token or a code. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void
  /** Aborted when the backend closes. */
  readonly closing: AbortSignal
}
