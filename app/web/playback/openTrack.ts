/** Opens a recording's pictures: by WebCodecs from the original or a rendition, or by a `<video>` where it must be. */
import { DecodedTrack } from './decodedTrack.ts'
import type { FrameTrackOptions, Played } from './frameTrack.ts'
import type { PlacedRecording } from './laneFrames.ts'
import type { RenditionSources } from './renditionSources.ts'
import { SwitchingTrack } from './switchingTrack.ts'
import { VideoElementTrack } from './videoElementTrack.ts'

export interface OpenTrackOptions extends FrameTrackOptions {
  readonly recording: PlacedRecording
  readonly url: string
  readonly first: Played
  /** Only a `<video>` may play the original here. */
  readonly needsVideo: boolean
  /** The large tile may have the machine's video decoder: there are few of them. */
  readonly isLarge: boolean
  readonly sources: RenditionSources
}

export function openTrack(options: OpenTrackOptions): SwitchingTrack {
  const { recording, url, table, onChange, first, needsVideo, isLarge, sources } = options
  const { recordingId, rotation } = recording
  const open = (played: Played) => {
    if (played !== 'original') {
      const openSource = () => sources.open(recordingId, played, table)
      return new DecodedTrack({ table, onChange, openSource, acceleration: 'prefer-software' })
    }
    if (needsVideo) return new VideoElementTrack({ url, table, onChange })
    // What parses containers is loaded at the first original without an index: the others do without it.
    const openSource = async () =>
      table.pieces
        ? sources.openOriginal(url, table.pieces)
        : (await import('./packetSource.ts')).openPackets(url, table)
    const acceleration = isLarge ? 'prefer-hardware' : sources.acceleration
    const onHardwareFailed = () => sources.avoidHardware()
    return new DecodedTrack({ table, onChange, openSource, acceleration, rotation, onHardwareFailed })
  }
  return new SwitchingTrack({
    first,
    open,
    onFailed: (played) => {
      if (played !== 'original') sources.giveUp(recordingId, played)
      onChange()
    },
  })
}
