/** What is wrong with the whole of it, for whoever asks: nothing of a project's servers, buckets and rooms. Pure. */
import type { Alert } from './liveControl.ts'

export interface HealthProblem {
  readonly code: string
  readonly message: string
  readonly hint: string
}

const WORDS: Readonly<Partial<Record<Alert['code'], string>>> = {
  livekit_down: 'a LiveKit server does not answer as it should',
  bucket_failing: 'a bucket does not take what is recorded',
  disk_full: 'the disk of the state folder is full, or nearly',
  clock_wrong: 'the clock of this machine and that of a LiveKit server differ',
}

/** One a code; `failed` projects could not be opened at all. */
export function describeHealth(alerts: readonly Alert[], failed: number): HealthProblem[] {
  const found = new Map<string, HealthProblem>()
  for (const { code } of alerts) {
    const message = WORDS[code]
    const hint = 'The wall of its project says where and what to do.'
    if (message !== undefined) found.set(code, { code, message, hint })
  }
  if (failed > 0) {
    const message = `${failed} of the projects could not be opened`
    const hint = 'The terminal that lockstep capture runs in says which and why.'
    found.set('project_trouble', { code: 'project_trouble', message, hint })
  }
  return [...found.values()]
}
