/** What an export is made of, as it is shown: which session and span, its clips with their files, the rest. Pure. */
import type { ExportDetail, ExportFile, ExportPlan, ExportRequest, Job } from '../../../core/protocol/jobs.ts'
import { formatSeconds } from '../workbench/urlState.ts'

export type PlannedClip = ExportPlan['clips'][number]

export interface ClipPart {
  readonly clip: PlannedClip
  /** Undefined until it is written. */
  readonly file: ExportFile | undefined
}

export interface ExportParts {
  readonly clips: readonly ClipPart[]
  /** Logs and the manifest. */
  readonly others: readonly ExportFile[]
  readonly sizeBytes: number
  readonly missing: number
}

/** Each clip of the plan with the file that was made of it; files of no clip stand apart. */
export function partsOf({ plan, files }: Pick<ExportDetail, 'plan' | 'files'>): ExportParts {
  const byName = new Map(files.map((file) => [file.name, file]))
  const clips = plan.clips.map((clip) => ({ clip, file: byName.get(clip.fileName) }))
  const taken = new Set(plan.clips.map((clip) => clip.fileName))
  return {
    clips,
    others: files.filter((file) => !taken.has(file.name)),
    sizeBytes: files.reduce((sum, file) => sum + (file.isThere ? file.sizeBytes : 0), 0),
    missing: files.filter((file) => !file.isThere).length,
  }
}

/** The exports among the jobs, of one session alone where it is named; in the order given. */
export const exportsOf = (jobs: readonly Job[], sessionId?: string): Job[] =>
  jobs.filter(
    (job) => job.kind === 'export' && (sessionId === undefined || job.title.startsWith(`${sessionId} `)),
  )

/** A job's title in two: the room, where it is known, else the session's id; and the span. */
export function splitTitle(
  { title }: Pick<Job, 'title'>,
  sessions: readonly { readonly sessionId: string; readonly roomName: string }[],
): { readonly room: string; readonly span: string } {
  const session = sessions.find(({ sessionId }) => title.startsWith(`${sessionId} `))
  if (session) return { room: session.roomName, span: title.slice(session.sessionId.length + 1) }
  const [, room = title, span = ''] = /^(.*?) ([−\d:.]+ – [−\d:.]+)$/.exec(title) ?? []
  return { room, span }
}

/** The segment it was made of, open in the workbench. */
export function segmentHref({ sessionId, fromUs, toUs }: ExportRequest): string {
  const [start, end] = [formatSeconds(fromUs), formatSeconds(toUs)]
  return `/s/${encodeURIComponent(sessionId)}?t=${start}&in=${start}&out=${end}&panel=exports`
}

/** How a clip's true cut differs from the segment's ends, in µs: negative is earlier. */
export const cutShifts = (
  clip: Pick<PlannedClip, 'trueStartUs' | 'trueEndUs'>,
  plan: Pick<ExportPlan, 'fromUs' | 'toUs'>,
): { readonly startUs: number; readonly endUs: number } => ({
  startUs: clip.trueStartUs - plan.fromUs,
  endUs: clip.trueEndUs - plan.toUs,
})
