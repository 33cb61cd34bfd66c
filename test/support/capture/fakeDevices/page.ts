/**
 * Put into a page before its own code: its camera draws frames that name themselves, its microphone clicks each second,
 * its screen too is drawn. The page opens them as any other (getUserMedia, getDisplayMedia) and knows nothing of it.
 */
import { startPicture, type Picture } from '../publisherPage/picture.ts'
import { startSound, type Sound } from '../publisherPage/sound.ts'
import { nowMs } from '../publisherPage/truth.ts'
import type { DeviceTruth } from './deviceTruth.ts'

declare global {
  interface Window {
    /** Set before this code. */
    deviceCellId: number
    readDevices: () => DeviceTruth
  }
}

const cellId = window.deviceCellId
const SCREEN_ID = (cellId + 128) & 0xff
let camera: Picture | undefined
let screen: Picture | undefined
let sound: Promise<Sound> | undefined
let heard: Sound | undefined

const openCamera = (): MediaStreamTrack => {
  camera ??= startPicture({ width: 320, height: 180, fps: 15, cellId })
  return camera.openTrack()
}

const openMicrophone = async (): Promise<MediaStreamTrack> => {
  sound ??= startSound()
  heard = await sound
  void listen(heard.track.clone())
  return heard.track.clone()
}

const LOUD = 0.15
const handedMs: number[] = []
let isListening = false

/** When the track itself hands each click on: what lies before is the latency of this page's sound, not the recorder's. */
async function listen(track: MediaStreamTrack): Promise<void> {
  if (isListening) return
  isListening = true
  // The compiler's own types know this of video alone (W3C mediacapture-transform).
  const processor = new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack })
  const reader = (processor.readable as unknown as ReadableStream<AudioData>).getReader()
  let quiet = 0
  for (;;) {
    const { value: data } = await reader.read()
    if (!data) return
    const atMs = nowMs()
    const samples = new Float32Array(data.numberOfFrames)
    data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
    const loud = samples.findIndex((sample) => Math.abs(sample) >= LOUD)
    // The last sample of the block came just now.
    if (loud >= 0 && quiet > 20) handedMs.push(atMs - ((data.numberOfFrames - loud) * 1000) / data.sampleRate)
    quiet = loud >= 0 ? 0 : quiet + 1
    data.close()
  }
}

const devices = navigator.mediaDevices
devices.getUserMedia = async ({ audio, video } = {}) => {
  const tracks = [...(audio ? [await openMicrophone()] : []), ...(video ? [openCamera()] : [])]
  return new MediaStream(tracks)
}
devices.getDisplayMedia = async () => {
  screen?.stop()
  screen = startPicture({ width: 640, height: 360, fps: 10, cellId: SCREEN_ID })
  return new MediaStream([screen.track])
}

window.readDevices = () => ({
  camera: { cellId, frames: camera?.frames ?? [] },
  screen: { cellId: SCREEN_ID, frames: screen?.frames ?? [] },
  sound: { rendered: heard?.rendered ?? [], clicks: heard?.clicks ?? [], handedMs },
})
