/**
 * Keeps the page at 60 Hz while `<video>` elements play in it. Chromium takes two or more of them for a video
 * conference and paints the whole page at their own rate (its animation frames too: 60 to 30 Hz); with a film of
 * 60 frames a second among them that rate is 60. It is 4 px large and as good as invisible.
 */
import { drawsInSoftware } from './softwareDrawing.ts'
import { makeSteadyFilm } from './steadyFilm.ts'

const FILM_S = 20
/** Without a graphics card, more than these are scaled to the nearest pixels while they play: a third of the cost. */
const MOST_SMOOTH = 9
const ROUGH = 'data-rough'
const STYLE: Partial<CSSStyleDeclaration> = {
  position: 'fixed',
  right: '0',
  bottom: '0',
  width: '4px',
  height: '4px',
  // Left out altogether where it could not be seen at all.
  opacity: '0.02',
  pointerEvents: 'none',
}

const playing = new Set<HTMLVideoElement>()
let pacer: HTMLVideoElement | undefined

/** Counts the element while it plays. */
export function keepDisplayRate(video: HTMLVideoElement): void {
  video.addEventListener('play', () => note(video, true))
  for (const end of ['pause', 'ended', 'emptied']) video.addEventListener(end, () => note(video, false))
}

function note(video: HTMLVideoElement, plays: boolean): void {
  if (plays) playing.add(video)
  else playing.delete(video)
  if (playing.size > 1) start()
  else if (playing.size === 0) pacer?.pause()
  const isRough = playing.size > MOST_SMOOTH && drawsInSoftware()
  video.toggleAttribute(ROUGH, false)
  for (const each of playing) each.toggleAttribute(ROUGH, isRough)
}

function start(): void {
  pacer ??= makePacer()
  if (!pacer.isConnected) document.body.append(pacer)
  if (pacer.paused) pacer.play().catch(() => undefined)
}

function makePacer(): HTMLVideoElement {
  const video = document.createElement('video')
  video.muted = true
  video.loop = true
  video.playsInline = true
  video.disableRemotePlayback = true
  video.disablePictureInPicture = true
  video.ariaHidden = 'true'
  video.dataset['pacer'] = ''
  Object.assign(video.style, STYLE)
  video.src = URL.createObjectURL(makeSteadyFilm(FILM_S))
  return video
}
