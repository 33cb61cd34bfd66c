/**
 * In the fallback, the large tile's `<video>` stands in video.js, which adds a window of its own (picture in picture),
 * full screen and the browser's captions. The engine goes on steering the element by its rate; video.js has no play
 * control, no click and no key of its own.
 */
import { useEffect, useState, type RefObject } from 'react'
import library from 'video.js'
import 'video.js/dist/video-js.css'
import type { Player } from './player.types.ts'
import classes from './focusVideo.module.css'

interface FocusVideoProps {
  readonly player: Player
  readonly laneId: string
  /** Where the tile holds the element. */
  readonly host: RefObject<HTMLElement | null>
}

// Its types describe the CommonJS build, whose function is the default of the default; bundlers take the other.
const videojs = library as unknown as typeof library.default

const OPTIONS = {
  controls: true,
  muted: true,
  preload: 'auto',
  fill: true,
  bigPlayButton: false,
  errorDisplay: false,
  loadingSpinner: false,
  textTrackSettings: false,
  userActions: { click: false, doubleClick: false, hotkeys: false },
  controlBar: {
    children: ['subsCapsButton', 'pictureInPictureToggle', 'fullscreenToggle'],
  },
}

export function FocusVideo({ player, laneId, host }: FocusVideoProps) {
  const [element, setElement] = useState<HTMLVideoElement>()
  useEffect(
    () =>
      player.onFrame(() => {
        const shown = player.pictures.videoOf(laneId)
        setElement(shown && host.current?.contains(shown) ? shown : undefined)
      }),
    [player, laneId, host],
  )
  useEffect(() => {
    if (!element) return undefined
    element.classList.add('video-js', classes.player!)
    const shown = videojs(element, OPTIONS)
    return () => {
      // Disposing empties the element: the engine opens its recording in another.
      player.pictures.giveUpVideo(laneId, element)
      shown.dispose()
    }
  }, [player, laneId, element])
  return null
}
