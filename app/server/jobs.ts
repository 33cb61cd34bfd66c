/**
 * Long work in this process: started by a request, watched by events, cancelled by its signal. Jobs of one kind
 * or queue run one after another; a job outlives the page that asked for it.
 */
import { randomUUID } from 'node:crypto'
import { UserError } from '../../core/model/index.ts'
import type { Finding } from '../../core/model/index.ts'
import type { Job, JobFinding, Progress } from '../../core/protocol/index.ts'

export interface JobContext {
  readonly jobId: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  /** Told at most five times a second, however many there are. */
  readonly onFinding: (finding: Finding) => void
}

export type JobWork = (context: JobContext) => Promise<Record<string, unknown>>

export interface JobOptions {
  /** Absent: a new one. */
  readonly jobId?: string
  /** Jobs of one queue run one after another; absent: those of its kind do. */
  readonly queue?: string
  /** Called once when the job has ended, however; the job counts as settled when this has. */
  readonly onEnd?: (job: Job) => Promise<void>
}

export interface JobRunner {
  start(kind: Job['kind'], title: string, work: JobWork, options?: JobOptions): Job
  list(): Job[]
  /** Throws UserError `job_missing`. */
  get(jobId: string): Job
  cancel(jobId: string): Job
  /** Calls the listener at each change, with a frozen copy. Returns what ends that. */
  subscribe(listener: (job: Job) => void): () => void
  /** Shows a job of an earlier run. */
  restore(job: Job): void
  /** Resolves when the job has ended. */
  settled(jobId: string): Promise<Job>
  /** Cancels everything and waits for it. */
  close(): Promise<void>
}

interface Entry {
  job: Job
  /** Those that no listener has been told of yet, and their number. */
  readonly untold: { findings: JobFinding[]; count: number; timer: NodeJS.Timeout | undefined }
  readonly abort: AbortController
  ended: Promise<void>
}

/** Findings a job shows: the latest. */
export const RECENT_FINDINGS = 50
const TELL_MS = 200

const newEntry = (job: Job): Entry => ({
  job,
  untold: { findings: [], count: 0, timer: undefined },
  abort: new AbortController(),
  ended: Promise.resolve(),
})

export const isUnderWay = ({ state }: Pick<Job, 'state'>): boolean =>
  state === 'waiting' || state === 'running'

/** `now` gives wall time in µs. */
export function createJobs(now: () => number = () => Date.now() * 1000): JobRunner {
  const entries = new Map<string, Entry>()
  const listeners = new Set<(job: Job) => void>()
  const queues = new Map<string, Promise<void>>()

  function change(entry: Entry, patch: Partial<Job>): void {
    entry.job = Object.freeze({ ...entry.job, ...takeFindings(entry), ...patch })
    for (const listener of listeners) listener(entry.job)
  }

  function get(jobId: string): Entry {
    const entry = entries.get(jobId)
    if (!entry) throw new UserError('job_missing', `there is no job ${jobId}`)
    return entry
  }

  function find(entry: Entry, { severity, code, message, subject }: Finding): void {
    const { untold } = entry
    untold.count++
    untold.findings.push({ severity, code, message, subject })
    if (untold.findings.length > 2 * RECENT_FINDINGS) untold.findings.splice(0, RECENT_FINDINGS)
    untold.timer ??= setTimeout(() => change(entry, {}), TELL_MS).unref()
  }

  async function run(entry: Entry, work: JobWork): Promise<void> {
    if (entry.abort.signal.aborted) return
    change(entry, { state: 'running' })
    try {
      const onProgress = (progress: Progress): void => change(entry, { progress })
      const onFinding = (finding: Finding): void => find(entry, finding)
      const { signal } = entry.abort
      const result = await work({ jobId: entry.job.jobId, signal, onProgress, onFinding })
      change(entry, { state: 'done', result })
    } catch (error) {
      if (entry.abort.signal.aborted) change(entry, { state: 'cancelled', message: 'cancelled' })
      else {
        const hint = error instanceof UserError ? (error.hint ?? null) : null
        if (!(error instanceof UserError)) console.error(error)
        change(entry, {
          state: 'failed',
          message: error instanceof Error ? error.message : String(error),
          hint,
        })
      }
    }
  }

  return {
    start(kind, title, work, { jobId = `job_${randomUUID()}`, queue = kind, onEnd } = {}) {
      const job: Job = {
        jobId,
        kind,
        title,
        state: 'waiting',
        progress: null,
        findings: 0,
        recentFindings: [],
        message: null,
        hint: null,
        result: null,
        createdWallUs: now(),
      }
      const entry = newEntry(job)
      entries.set(jobId, entry)
      const begin = async (before: Promise<void> | undefined): Promise<void> => {
        await before
        await run(entry, work)
        await onEnd?.(entry.job)
      }
      entry.ended = begin(queues.get(queue)).catch((error: unknown) => console.error(error))
      queues.set(queue, entry.ended)
      change(entry, {})
      return entry.job
    },
    list: () =>
      [...entries.values()].map((entry) => entry.job).sort((a, b) => b.createdWallUs - a.createdWallUs),
    get: (jobId) => get(jobId).job,
    cancel(jobId) {
      const entry = get(jobId)
      if (!isUnderWay(entry.job)) return entry.job
      entry.abort.abort(new UserError('cancelled', 'cancelled'))
      if (entry.job.state === 'waiting') change(entry, { state: 'cancelled', message: 'cancelled' })
      return entry.job
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    restore: (job) => void entries.set(job.jobId, newEntry(job)),
    async settled(jobId) {
      const entry = get(jobId)
      await entry.ended
      return entry.job
    },
    async close() {
      const reason = new UserError('cancelled', 'the server is closing')
      for (const entry of entries.values()) if (isUnderWay(entry.job)) entry.abort.abort(reason)
      await Promise.all([...entries.values()].map((entry) => entry.ended))
    },
  }
}

/** What has been found since the listeners were last told; empty where nothing was. */
function takeFindings({ job, untold }: Entry): Partial<Job> {
  clearTimeout(untold.timer)
  untold.timer = undefined
  if (untold.count === 0) return {}
  const recentFindings = [...job.recentFindings, ...untold.findings.splice(0)].slice(-RECENT_FINDINGS)
  const findings = job.findings + untold.count
  untold.count = 0
  return { findings, recentFindings }
}
