/**
 * In the fallback, the large tile shows the engine's own `<video>` through video.js instead of a copy on a canvas:
 * full resolution without drawing, a window of its own (picture in picture), full screen, the browser's captions.
 * The engine goes on steering the element by its rate; video.js has no play control, no click and no key of its own.
 */
import { useEffect, useRef, useState } from 'react'
import library from 'video.js'
import 'video.js/dist/video-js.css'
import type { Player } from './player.types.ts'
import classes from './focusVideo.module.css'

interface FocusVideoProps {
  readonly player: Player
  readonly laneId: string
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

export function FocusVideo({ player, laneId }: FocusVideoProps) {
  const box = useRef<HTMLDivElement>(null)
  const [element, setElement] = useState(() => player.pictures.videoOf(laneId))
  useEffect(() => player.onFrame(() => setElement(player.pictures.videoOf(laneId))), [player, laneId])
  useEffect(() => {
    if (!element) return undefined
    element.classList.add('video-js')
    box.current!.append(element)
    const shown = videojs(element, OPTIONS)
    return () => {
      // Disposing empties the element: the engine opens its recording in another.
      player.pictures.giveUpVideo(laneId, element)
      shown.dispose()
    }
  }, [player, laneId, element])
  return <div ref={box} className={classes.focusVideo} data-focus-video />
}
