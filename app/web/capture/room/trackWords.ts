/** A track and its recording in words. */
import type { RecordingState } from '../../../../capture/model/api.types.ts'

const STATUS_WORDS = {
  starting: 'starting',
  active: 'recording',
  ending: 'ending',
  complete: 'complete',
  failed: 'failed',
  aborted: 'aborted',
  limit_reached: 'stopped at a limit',
} as const satisfies Record<RecordingState['status'], string>

export const describeStatus = (recording: RecordingState | undefined): string =>
  recording === undefined ? 'not recorded' : STATUS_WORDS[recording.status]

export const isRunning = (recording: RecordingState | undefined): boolean =>
  recording?.status === 'starting' || recording?.status === 'active'

/** `screen_share_audio` as people say it. */
export const describeSource = (source: string): string =>
  ({ screen_share: 'screen', screen_share_audio: 'screen sound', unknown: 'track' })[source] ?? source
