/** Pictures that name themselves: cells over a colour that moves, drawn at a steady rate and handed to tracks at once. */
import { drawCells } from '../../../../fixtures/cells.ts'
import { nowMs, type FrameTruth } from './truth.ts'

export interface Picture {
  readonly track: MediaStreamTrack
  readonly frames: FrameTruth[]
  /** Another track of the same pictures: for a page that ends the one it has and asks anew. */
  openTrack(): MediaStreamTrack
  stop(): void
}

export interface PictureShape {
  readonly width: number
  readonly height: number
  readonly fps: number
  readonly cellId: number
}

export function startPicture({ width, height, fps, cellId }: PictureShape): Picture {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  let tracks: CanvasCaptureMediaStreamTrack[] = []
  // A rate of 0: a frame is taken when it is asked for, that is at the drawing.
  const openTrack = (): CanvasCaptureMediaStreamTrack => {
    const [track] = canvas.captureStream(0).getVideoTracks()
    if (!(track instanceof CanvasCaptureMediaStreamTrack)) throw new Error('no track of the canvas')
    tracks = [...tracks.filter(({ readyState }) => readyState === 'live'), track]
    return track
  }
  const track = openTrack()
  const frames: FrameTruth[] = []
  const begun = performance.now()
  let timer = 0
  const draw = (): void => {
    const index = frames.length & 0xffff
    context.fillStyle = `hsl(${(index * 7) % 360} 40% 50%)`
    context.fillRect(0, 0, width, height)
    drawCells(context, width, height, index, cellId)
    frames.push({ index, drawnMs: nowMs() })
    for (const one of tracks) one.requestFrame()
    const next = begun + (frames.length * 1000) / fps
    timer = window.setTimeout(draw, Math.max(0, next - performance.now()))
  }
  draw()
  return {
    track,
    frames,
    openTrack,
    stop: () => {
      clearTimeout(timer)
      for (const one of tracks) one.stop()
    },
  }
}
