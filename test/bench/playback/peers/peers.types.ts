/** Between the bench and the page of other ways. */
import type { PlaybackTrace } from '../../../../app/web/playback/player.types.ts'
import type { Box } from '../../../support/judgeScreens.ts'

export type PeerWay = 'play' | 'timingsrc'

export interface PeerTile {
  readonly laneId: string
  readonly recordingId: string
  readonly url: string
  /** Session time of media time 0. */
  readonly offsetUs: number
  readonly ptsUs: readonly number[]
  readonly box: Box
}

export interface PeerSetup {
  readonly way: PeerWay
  readonly strip: Box
  readonly tiles: readonly PeerTile[]
}

export interface PeerPage {
  seek(t: number): Promise<number | null>
  play(): Promise<void>
  pause(): void
  trace(): PlaybackTrace
}

declare global {
  interface Window {
    peer?: PeerPage
    peerSetup?: PeerSetup
  }
}
