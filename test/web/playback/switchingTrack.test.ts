import { describe, expect, it } from 'vitest'
import type { FrameTrack, Picture, Played } from '../../../app/web/playback/frameTrack.ts'
import { SwitchingTrack } from '../../../app/web/playback/switchingTrack.ts'

/** A track that shows frames as they are decoded up to `reach`. */
class FakeTrack implements FrameTrack {
  picture: Picture | undefined
  isPreview = false
  failure: string | undefined
  reach = -1
  sought: number | undefined
  isDisposed = false
  readonly played: Played

  constructor(played: Played) {
    this.played = played
  }

  nearest(index: number): number {
    return index
  }

  seek(index: number): void {
    this.sought = index
  }

  preview(index: number): void {
    this.sought = index
  }

  take(index: number): Picture | undefined {
    const newest = Math.min(index, this.reach)
    if (newest < 0 || newest === this.picture?.index) return undefined
    const image = this.played as unknown as CanvasImageSource
    this.picture = { image, index: newest, ptsUs: newest, width: 1, height: 1 }
    return this.picture
  }

  follow(): void {}

  dispose(): void {
    this.isDisposed = true
    this.picture = undefined
  }
}

function make(first: Played) {
  const tracks: FakeTrack[] = []
  const failed: Played[] = []
  const track = new SwitchingTrack({
    first,
    open: (played) => {
      const made = new FakeTrack(played)
      tracks.push(made)
      return made
    },
    onFailed: (played) => failed.push(played),
  })
  const tick = (index: number) => {
    track.follow({ rate: 1, index, mediaUs: index, p: index, starting: 0 })
    const picture = track.take(index)
    return picture && [picture.image, picture.index]
  }
  return { track, tracks, failed, tick }
}

describe('SwitchingTrack', () => {
  it('goes on with the one that plays until the next has the wanted frame', () => {
    const { track, tracks, tick } = make('original')
    tracks[0]!.reach = 100
    expect(tick(10)).toEqual(['original', 10])
    track.choose('180')
    expect(tracks[1]!.sought).toBe(10)
    tracks[1]!.reach = 11
    expect(tick(12)).toEqual(['original', 12])
    expect(track.picture).toMatchObject({ image: 'original', index: 12 })
    tracks[1]!.reach = 20
    expect(tick(13)).toEqual(['180', 13])
    expect([track.plays, tracks[0]!.isDisposed]).toEqual(['180', true])
  })

  it('switches a standing picture too, once', () => {
    const { track, tracks, tick } = make('original')
    tracks[0]!.reach = 100
    tick(10)
    track.choose('180')
    tracks[1]!.reach = 10
    expect(tick(10)).toEqual(['180', 10])
    expect(tick(10)).toBeUndefined()
  })

  it('opens one once, follows the newest choice, and seeks both', () => {
    const { track, tracks, tick } = make('original')
    tick(1)
    track.choose('180')
    track.choose('180')
    expect(tracks).toHaveLength(2)
    track.choose('90')
    expect(tracks.map(({ isDisposed }) => isDisposed)).toEqual([false, true, false])
    track.seek(50)
    expect([tracks[0]!.sought, tracks[2]!.sought]).toEqual([50, 50])
    track.choose('original')
    expect(tracks[2]!.isDisposed).toBe(true)
    expect(track.plays).toBe('original')
  })

  it('gives a rendition up that fails, shows its last picture until the original is there', () => {
    const { track, tracks, failed, tick } = make('180')
    tracks[0]!.reach = 10
    tick(10)
    tracks[0]!.failure = 'gone'
    tick(12)
    expect(failed).toEqual(['180'])
    expect(track.failure).toBeUndefined()
    expect(track.picture).toMatchObject({ image: '180', index: 10 })
    tracks[1]!.reach = 14
    expect(tick(13)).toEqual(['original', 13])
  })

  it('says the original’s failure where nothing else plays', () => {
    const { track, tracks, tick } = make('180')
    tracks[0]!.failure = 'gone'
    tick(1)
    tracks[1]!.failure = 'no decoder'
    tick(2)
    expect(track.failure).toBe('no decoder')
  })
})
