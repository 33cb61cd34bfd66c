/** What the devices of one page made, by that page's wall clock. */
import type { FrameTruth, SoundTruth } from '../publisherPage/truth.ts'

export interface PictureTruth {
  readonly cellId: number
  readonly frames: readonly FrameTruth[]
}

export interface DeviceTruth {
  readonly camera: PictureTruth
  readonly screen: PictureTruth
  readonly sound: {
    readonly rendered: readonly SoundTruth[]
    readonly clicks: readonly { readonly sample: number; readonly hz: number }[]
    /** When the beginning of each click was handed on by the track. */
    readonly handedMs: readonly number[]
  }
}
