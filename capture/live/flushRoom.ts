/** Brings what is recorded and written of a room so far to the bucket. */
import type { Recorder } from '../model/recorder.ts'
import type { LiveRoom } from './liveState.ts'
import type { RoomWatch } from './roomWatch.ts'

/** Rejects with the first failure, once everything was tried. */
export async function flushRoom(
  room: LiveRoom | undefined,
  watch: RoomWatch | undefined,
  recorder: Recorder,
): Promise<void> {
  const copies = [...(room?.recordings.keys() ?? [])].map(async (egressId) => recorder.copyNow?.(egressId))
  const settled = await Promise.allSettled([watch?.flush(), ...copies])
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}
