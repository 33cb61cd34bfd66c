/** The types of the capture backend's HTTP edge alone, for pages: nothing of the schema library is left at run time. */
import type { z } from 'zod'
import type * as api from './api.ts'

export type Scope = z.infer<typeof api.Scope>
export type TokenAnswer = z.infer<typeof api.TokenAnswer>
export type Project = z.infer<typeof api.Project>
export type JoinLink = z.infer<typeof api.JoinLink>
export type SheetAnswer = z.infer<typeof api.SheetAnswer>
export type JoinCard = z.infer<typeof api.JoinCard>
export type JoinRequest = z.infer<typeof api.JoinRequest>
export type JoinAnswer = z.infer<typeof api.JoinAnswer>
export type Quality = z.infer<typeof api.Quality>
export type RecordingState = z.infer<typeof api.RecordingState>
export type TrackState = z.infer<typeof api.TrackState>
export type ParticipantState = z.infer<typeof api.ParticipantState>
export type Alert = z.infer<typeof api.Alert>
export type RoomState = z.infer<typeof api.RoomState>
export type Wall = z.infer<typeof api.Wall>
export type WatchAnswer = z.infer<typeof api.WatchAnswer>
export type IngestState = z.infer<typeof api.IngestState>
export type UsageRow = z.infer<typeof api.UsageRow>
