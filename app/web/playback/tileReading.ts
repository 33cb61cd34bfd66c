/** A tile's reading, made anew only where something in it has changed. */
import type { ReadingState, TileReading } from './player.types.ts'

const NOTHING: Omit<TileReading, 'laneId' | 'state'> = {
  recordingId: undefined,
  errorFrames: undefined,
  shownPtsUs: undefined,
  wantedPtsUs: undefined,
  preview: false,
  gap: undefined,
  message: undefined,
}

export const firstReading = (laneId: string): TileReading => ({ ...NOTHING, laneId, state: 'loading' })

/** `part` holds what there is to say in this state; the rest is nothing. */
export function nextReading(
  before: TileReading,
  state: ReadingState,
  part: Partial<TileReading>,
): TileReading {
  const isSame =
    before.state === state &&
    before.recordingId === part.recordingId &&
    before.errorFrames === part.errorFrames &&
    before.shownPtsUs === part.shownPtsUs &&
    before.wantedPtsUs === part.wantedPtsUs &&
    before.preview === (part.preview ?? false) &&
    before.message === part.message &&
    before.gap?.startUs === part.gap?.startUs &&
    before.gap?.endUs === part.gap?.endUs &&
    before.gap?.reason === part.gap?.reason
  return isSame ? before : { ...NOTHING, ...part, laneId: before.laneId, state }
}
