/** The thread in which sounds are compared: opens the cached files it is told of when a job first needs them. */
import { parentPort, workerData } from 'node:worker_threads'
import {
  listRecordings,
  openMatcher,
  runMatchJob,
  type MatchJob,
  type MatchJobResult,
} from '../../core/clock/match/job.ts'
import type { Sound } from '../../core/clock/match/sound.ts'
import { openSoundFile } from './openSound.ts'

export interface MatchRequest {
  readonly id: number
  readonly job: MatchJob
}

export type MatchAnswer =
  | { readonly id: number; readonly result: MatchJobResult }
  | { readonly id: number; readonly message: string }

/** Path of each recording's sound. */
const files = workerData as ReadonlyMap<string, string>
const sounds = new Map<string, Sound>()
const opened = openMatcher()

function openAll(recordingIds: readonly string[]): void {
  for (const recordingId of recordingIds) {
    const path = files.get(recordingId)
    if (path !== undefined && !sounds.has(recordingId)) sounds.set(recordingId, openSoundFile(path))
  }
}

async function answer({ id, job }: MatchRequest): Promise<MatchAnswer> {
  try {
    openAll(listRecordings(job))
    return { id, result: runMatchJob(await opened, job, sounds) }
  } catch (error) {
    return { id, message: (error as Error).message }
  }
}

parentPort!.on('message', (request: MatchRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  void answer(request).then((message) => parentPort!.postMessage(message))
})
