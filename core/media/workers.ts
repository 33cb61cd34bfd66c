/**
 * A pool of child processes that read media. Of a hundred odd files one crashes FFmpeg and two hang it: such a
 * child is killed and replaced, its file is reported as a problem, and no other file notices.
 */
import type { ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../model/error.ts'
import { runInChild, startChild, stopChild } from './child.ts'
import type {
  BrightnessResult,
  CodesResult,
  CutAnswer,
  CutRequest,
  FramesRequest,
  MediaResult,
  MediaTask,
  PeaksResult,
  RemuxResult,
  RenditionRequest,
  RenditionResult,
  SoundRequest,
  SoundResult,
  StreamExtent,
  ThumbsRequest,
  ThumbsResult,
  WorkerRequest,
} from './messages.ts'
import { failedProbe, type MediaProbe, type MediaProblem } from './probe.ts'

export interface MediaWorkersOptions {
  /** A module that exports `openStore(uri)`: the child opens the store itself. */
  readonly storeModule: URL
  /** Children at work at once; 2 unless told. */
  readonly concurrency?: number
  /** A child that shows no progress for this long is killed; 60 s unless told. */
  readonly timeoutMs?: number
  /** Where S3 objects are copied for decoding; the system's unless told. */
  readonly tmpDir?: string
}

interface CallOptions {
  readonly signal?: AbortSignal
}

export interface MediaWorkers {
  /** Never rejects for what a file holds: see `problems`. Rejects where the store fails or the signal aborts. */
  probe(storeUri: string, key: string, options?: CallOptions): Promise<MediaProbe>
  /** The waveform of one audio stream of a probed file; rejects as `probe` does. */
  peaks(storeUri: string, key: string, stream: StreamExtent, options?: CallOptions): Promise<PeaksResult>
  /** Writes the sound of one audio stream to `out` (atomic); `onShare` hears which share is done. Rejects as `probe` does. */
  sound(
    storeUri: string,
    key: string,
    request: SoundRequest,
    options?: CallOptions & { readonly onShare?: (share: number) => void },
  ): Promise<SoundResult>
  /** Writes a seekable copy to `out` (atomic, its folder must exist), verified against the source. */
  remux(
    storeUri: string,
    key: string,
    options: CallOptions & { readonly container: string; readonly out: string },
  ): Promise<RemuxResult>
  /** Re-encodes an exact span of one stream into a new file; rejects as `probe` does. */
  cut(storeUri: string, key: string, cut: CutRequest, options?: CallOptions): Promise<CutAnswer>
  /** Makes pictures of a video stream; `onShare` hears which share is done. Rejects as `probe` does. */
  thumbs(
    storeUri: string,
    key: string,
    request: ThumbsRequest,
    options?: CallOptions & { readonly onShare?: (share: number) => void },
  ): Promise<ThumbsResult>
  /** Writes a small copy of a video stream and its packet index (atomic); `onShare` hears which share is done. Rejects as `probe` does. */
  rendition(
    storeUri: string,
    key: string,
    request: RenditionRequest,
    options?: CallOptions & { readonly onShare?: (share: number) => void },
  ): Promise<RenditionResult>
  /** How bright the frames of some spans are; rejects as `probe` does. */
  brightness(
    storeUri: string,
    key: string,
    frames: FramesRequest,
    options?: CallOptions,
  ): Promise<BrightnessResult>
  /** The codes (QR, Data Matrix, Aztec) in the frames of some spans; rejects as `probe` does. */
  codes(storeUri: string, key: string, frames: FramesRequest, options?: CallOptions): Promise<CodesResult>
  /** Kills the children; what was under way rejects. */
  close(): Promise<void>
}

type Outcome = { result: MediaResult } | { problem: MediaProblem }

interface Job {
  readonly request: WorkerRequest
  readonly signal: AbortSignal | undefined
  readonly onShare: ((share: number) => void) | undefined
  readonly settle: { resolve(outcome: Outcome): void; reject(error: unknown): void }
}

interface Slot {
  child: ChildProcess | undefined
  busy: boolean
}

const describeClosed = (): UserError => new UserError('media_closed', 'the media workers are closed')

export function createMediaWorkers(options: MediaWorkersOptions): MediaWorkers {
  const timeoutMs = options.timeoutMs ?? 60_000
  const tmpDir = options.tmpDir ?? join(tmpdir(), 'lockstep-media')
  const slots: Slot[] = Array.from({ length: options.concurrency ?? 2 }, () => ({
    child: undefined,
    busy: false,
  }))
  const waiting: Job[] = []
  let closed = false
  let nextId = 1

  function pump(): void {
    for (const slot of slots) {
      if (slot.busy) continue
      const job = waiting.shift()
      if (!job) return
      if (job.signal?.aborted) {
        job.settle.reject(job.signal.reason)
        pump()
        return
      }
      slot.busy = true
      void runJob(slot, job).finally(() => {
        slot.busy = false
        pump()
      })
    }
  }

  /** Settles the job once and leaves the slot with a healthy child or none. */
  async function runJob(slot: Slot, { request, signal, onShare, settle }: Job): Promise<void> {
    // An idle child may have died: that is no later file's fault.
    if (!slot.child?.connected) slot.child = startChild()
    const child = slot.child
    const ending = await runInChild(child, request, { timeoutMs, signal, onShare })
    if (typeof ending === 'string') {
      slot.child = undefined
      await stopChild(child)
    }
    if (closed) settle.reject(describeClosed())
    else if (ending === 'aborted') settle.reject(signal?.reason)
    else if (typeof ending === 'string')
      settle.resolve({ problem: describeEnding(ending, request, timeoutMs) })
    else if (ending.kind === 'done') settle.resolve({ result: ending.result })
    else settle.reject(new UserError(ending.code, ending.message, { hint: ending.hint }))
  }

  function submit(
    storeUri: string,
    key: string,
    task: MediaTask,
    signal?: AbortSignal,
    onShare?: (share: number) => void,
  ): Promise<Outcome> {
    if (closed) return Promise.reject(describeClosed())
    return new Promise((resolve, reject) => {
      const request = { id: nextId++, storeModule: options.storeModule.href, storeUri, key, tmpDir, task }
      waiting.push({ request, signal, onShare, settle: { resolve, reject } })
      pump()
    })
  }

  return {
    async probe(storeUri, key, { signal } = {}) {
      const outcome = await submit(storeUri, key, { kind: 'probe' }, signal)
      if ('problem' in outcome) return failedProbe(outcome.problem.code, outcome.problem.message)
      return outcome.result as MediaProbe
    },
    async peaks(storeUri, key, { streamIndex, firstPtsUs, endPtsUs }, { signal } = {}) {
      const stream = { streamIndex, firstPtsUs, endPtsUs }
      const outcome = await submit(storeUri, key, { kind: 'peaks', stream }, signal)
      return 'problem' in outcome
        ? { peaks: undefined, problems: [outcome.problem] }
        : (outcome.result as PeaksResult)
    },
    async sound(storeUri, key, { streamIndex, firstPtsUs, endPtsUs, out }, { signal, onShare } = {}) {
      const sound = { streamIndex, firstPtsUs, endPtsUs, out }
      const outcome = await submit(storeUri, key, { kind: 'sound', sound }, signal, onShare)
      return 'problem' in outcome
        ? { file: undefined, sizeBytes: 0, problems: [outcome.problem] }
        : (outcome.result as SoundResult)
    },
    async remux(storeUri, key, { container, out, signal }) {
      const outcome = await submit(storeUri, key, { kind: 'remux', container, out }, signal)
      if ('problem' in outcome) return { file: undefined, sizeBytes: 0, problems: [outcome.problem] }
      return outcome.result as RemuxResult
    },
    async cut(storeUri, key, cut, { signal } = {}) {
      const outcome = await submit(storeUri, key, { kind: 'cut', cut }, signal)
      return 'problem' in outcome
        ? { cut: undefined, problems: [outcome.problem] }
        : (outcome.result as CutAnswer)
    },
    async thumbs(storeUri, key, { streamIndex, rotation, pitchUs, pictures }, { signal, onShare } = {}) {
      const thumbs = { streamIndex, rotation, pitchUs, pictures }
      const outcome = await submit(storeUri, key, { kind: 'thumbs', thumbs }, signal, onShare)
      return 'problem' in outcome
        ? { thumbs: undefined, problems: [outcome.problem] }
        : (outcome.result as ThumbsResult)
    },
    async rendition(storeUri, key, rendition, { signal, onShare } = {}) {
      const outcome = await submit(storeUri, key, { kind: 'rendition', rendition }, signal, onShare)
      return 'problem' in outcome
        ? { made: undefined, problems: [outcome.problem] }
        : (outcome.result as RenditionResult)
    },
    async brightness(storeUri, key, { streamIndex, spans }, { signal } = {}) {
      const task = { kind: 'brightness', frames: { streamIndex, spans } } as const
      const outcome = await submit(storeUri, key, task, signal)
      return 'problem' in outcome
        ? { brightness: undefined, problems: [outcome.problem] }
        : (outcome.result as BrightnessResult)
    },
    async codes(storeUri, key, { streamIndex, spans }, { signal } = {}) {
      const task = { kind: 'codes', frames: { streamIndex, spans } } as const
      const outcome = await submit(storeUri, key, task, signal)
      return 'problem' in outcome
        ? { found: undefined, problems: [outcome.problem] }
        : (outcome.result as CodesResult)
    },
    async close() {
      closed = true
      for (const job of waiting.splice(0)) job.settle.reject(describeClosed())
      await Promise.all(slots.flatMap(({ child }) => (child ? [stopChild(child)] : [])))
    },
  }
}

const WORK = {
  probe: 'reading its packets',
  peaks: 'decoding its sound',
  sound: 'decoding its sound',
  remux: 'copying its packets',
  cut: 'cutting a clip out of it',
  thumbs: 'making pictures of it',
  rendition: 'making a proxy of it',
  brightness: 'looking for flashes in it',
  codes: 'looking for codes in its pictures',
} as const

function describeEnding(
  ending: 'crashed' | 'timeout',
  { key, task }: WorkerRequest,
  timeoutMs: number,
): MediaProblem {
  return ending === 'crashed'
    ? { code: 'media_crashed', message: `${key}: the reader died while ${WORK[task.kind]}` }
    : {
        code: 'media_timeout',
        message: `${key}: no progress for ${timeoutMs / 1000} s while ${WORK[task.kind]}`,
      }
}
