/** What the API asks of the part that watches and records; `capture/live/projectLive.ts` answers. */
import type { z } from 'zod'
import type { Alert, RoomState, StartRecordingInput } from '../model/api.ts'
import type { RecordingState } from '../model/recordingState.ts'

export type RoomState = z.infer<typeof RoomState>
export type Alert = z.infer<typeof Alert>
export type StartRecordingInput = z.infer<typeof StartRecordingInput>

/** One project's live part. Throws UserErrors of `capture/model/problems.ts`. */
export interface LiveControl {
  /** Every room that is planned or open: live ones first, then by date and name. */
  rooms(): readonly RoomState[]
  /** Undefined where it is neither planned nor open. */
  room(name: string): RoomState | undefined
  /** Of no single room. */
  alerts(): readonly Alert[]
  /** Each room's state as it changes, at most a few times a second; returns how to stop. */
  subscribe(listener: (state: RoomState) => void): () => void
  /** Somebody is about to join: the room is watched from now on, not from the next poll. */
  expect(name: string): void
  startRecording(name: string, input: StartRecordingInput): Promise<readonly RecordingState[]>
  /** All of the room where nothing is named. */
  stopRecording(name: string, input: StartRecordingInput): Promise<readonly RecordingState[]>
  /** An event of the room's journal; false where it is not open, so that there is none. */
  note(name: string, event: NotedEvent): Promise<boolean>
  /** Brings what is recorded and written of the room so far to the bucket; what fails is told, not thrown. */
  flush(name: string): Promise<void>
  /** A webhook's news: the room is looked at now, not at the next poll. */
  poke(name: string): void
}

export interface NotedEvent {
  readonly event: 'marker' | 'message' | 'consent'
  readonly text: string
  readonly by?: string
  readonly identity?: string
}
