/**
 * The one open line to the server: jobs arrive on it, and while it is broken the page says so.
 * One owner (`openJobEvents`, called by App) opens it, reconnects and disposes of it.
 */
import { createStore } from 'zustand/vanilla'
import type { CatalogLock, Job } from '../../../core/protocol/jobs.ts'
import { api } from './client.ts'
import { keys } from './queries.ts'
import { queryClient } from './queryClient.ts'

/** `locked`: the server is there, but another process has its catalog open. */
export type Link = 'connecting' | 'open' | 'gone' | 'locked'

interface JobState {
  readonly link: Link
  /** Who holds the catalog while the link is `locked`. */
  readonly lock: CatalogLock | null
  /** Whether the line has been open since the page was loaded: then there is something to keep on the screen. */
  readonly hasOpened: boolean
  readonly jobs: ReadonlyMap<string, Job>
  /** Jobs that ended while this page looked on. */
  readonly ended: ReadonlySet<string>
  /** Ends a person has read. */
  readonly dismissed: ReadonlySet<string>
}

export const jobStore = createStore<JobState>(() => ({
  link: 'connecting',
  lock: null,
  hasOpened: false,
  jobs: new Map(),
  ended: new Set(),
  dismissed: new Set(),
}))

const RETRY_MS = 1500

/** Puts a job's news into the list; a job that ended makes what it changed be read again. */
export function takeJob(job: Job): void {
  const before = jobStore.getState().jobs.get(job.jobId)
  jobStore.setState((state) => ({ jobs: new Map(state.jobs).set(job.jobId, job) }))
  if (isLive(job)) return
  if (before && !isLive(before)) return
  if (before) jobStore.setState((state) => ({ ended: new Set(state.ended).add(job.jobId) }))
  if (before && job.kind !== 'export') refreshAll()
}

export const dismissJob = (jobId: string): void =>
  jobStore.setState((state) => ({ dismissed: new Set(state.dismissed).add(jobId) }))

export const isLive = (job: Job): boolean => job.state === 'waiting' || job.state === 'running'

const refreshAll = (): void => {
  void queryClient.invalidateQueries({ queryKey: keys.sessions })
  void queryClient.invalidateQueries({ queryKey: ['session'] })
  void queryClient.invalidateQueries({ queryKey: ['annotations'] })
  void queryClient.invalidateQueries({ queryKey: ['clocks'] })
  void queryClient.invalidateQueries({ queryKey: ['signals'] })
}

/** Why the line is broken: who holds the catalog, or null where the server is gone. */
const findLock = async (): Promise<CatalogLock | null> => {
  const config = await api.config().catch(() => undefined)
  if (config) queryClient.setQueryData(keys.config, config)
  return config?.lock ?? null
}

/** Opens the line; returns what closes it. */
export function openJobEvents(): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  const explain = async (): Promise<void> => {
    const lock = await findLock()
    if (closed) return
    jobStore.setState({ link: lock ? 'locked' : 'gone', lock })
    timer = setTimeout(open, RETRY_MS)
  }

  const open = (): void => {
    source = new EventSource('/api/jobs/events')
    source.addEventListener('open', () => {
      const { link } = jobStore.getState()
      const back = link === 'gone' || link === 'locked'
      jobStore.setState({ link: 'open', lock: null, hasOpened: true })
      void api.jobs().then(
        (jobs) => jobs.forEach(takeJob),
        () => undefined,
      )
      if (back) void queryClient.invalidateQueries()
    })
    source.addEventListener('message', (event: MessageEvent<string>) =>
      takeJob(JSON.parse(event.data) as Job),
    )
    source.addEventListener('error', () => {
      source?.close()
      if (closed) return
      void explain()
    })
  }

  open()
  return () => {
    closed = true
    clearTimeout(timer)
    source?.close()
  }
}
