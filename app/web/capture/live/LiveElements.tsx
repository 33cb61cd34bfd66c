/** The only elements that play live media here: a picture without sound, a sound without picture. */
import { useEffect, useRef } from 'react'
import classes from './live.module.css'

/** A track that shows itself in an element; LiveKit's tracks are such. */
export interface Attachable {
  attach(element: HTMLMediaElement): unknown
  detach(element: HTMLMediaElement): unknown
}

interface LiveVideoProps {
  readonly track: Attachable
  /** What is seen, for those who do not. */
  readonly label: string
  /** As in a mirror: one's own camera. */
  readonly isMirrored?: boolean
  /** All of the picture, with bars where it does not fit: a shared screen. */
  readonly isWhole?: boolean
}

export function LiveVideo({ track, label, isMirrored = false, isWhole = false }: LiveVideoProps) {
  const element = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const shown = element.current!
    track.attach(shown)
    return () => void track.detach(shown)
  }, [track])
  return (
    <video
      ref={element}
      className={classes.video}
      data-mirrored={isMirrored}
      data-whole={isWhole}
      aria-label={label}
      muted
      playsInline
      autoPlay
    />
  )
}

export function LiveAudio({ track }: { readonly track: Attachable }) {
  const element = useRef<HTMLAudioElement>(null)
  useEffect(() => {
    const shown = element.current!
    track.attach(shown)
    return () => void track.detach(shown)
  }, [track])
  return <audio ref={element} autoPlay />
}

/** A track of this device that is in no room yet. */
export const showLocal = (track: MediaStreamTrack): Attachable => ({
  attach: (element) => {
    element.srcObject = new MediaStream([track])
  },
  detach: (element) => {
    element.srcObject = null
  },
})
