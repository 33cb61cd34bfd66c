/** Listens to and looks at one's own tracks every two seconds; tells the recorder, and oneself, what is wrong. */
import type { Room } from 'livekit-client'
import {
  BLACK_LUMA,
  encodeHealth,
  isSamePicture,
  measureLuma,
  measurePeak,
  SILENT_PEAK,
  stepHealth,
  WELL,
  type HealthCode,
  type HealthWatch,
} from '../../../../core/protocol/health.ts'
import type { LiveKit } from '../live/livekitSetup.ts'
import { readPageClock } from '../pageClock.ts'

const EVERY_MS = 2000
const LIMITS_MS: Readonly<Record<HealthCode, number>> = {
  microphone_silent: 30_000,
  camera_frozen: 10_000,
  camera_black: 10_000,
}
const [WIDTH, HEIGHT] = [64, 36]

type Send = (payload: Uint8Array<ArrayBuffer>, reliable: boolean) => Promise<void>

export function startHealthWatch(
  livekit: LiveKit,
  room: Room,
  send: Send,
  show: (troubles: ReadonlySet<HealthCode>) => void,
): () => void {
  const look = createLook()
  let ear: { readonly track: MediaStreamTrack; readonly peak: () => number; close(): void } | undefined
  const watches = new Map<HealthCode, HealthWatch>()
  const troubles = new Set<HealthCode>()

  const judge = (code: HealthCode, trackId: string | undefined, isWrong: boolean): void => {
    const atMs = performance.now()
    const before = watches.get(code) ?? WELL
    const { watch, tell } = stepHealth(before, { atMs, isWrong, limitMs: LIMITS_MS[code] })
    watches.set(code, watch)
    if (tell === undefined) return
    if (tell === 'wrong') troubles.add(code)
    else troubles.delete(code)
    show(new Set(troubles))
    if (trackId === undefined) return
    const seconds = Math.round((atMs - (watch.wrongSinceMs ?? before.wrongSinceMs ?? atMs)) / 1000)
    void send(encodeHealth({ code, state: tell, trackId, seconds, atNs: readPageClock() }), true).catch(
      () => undefined,
    )
  }

  const timer = setInterval(() => {
    const { localParticipant: self } = room
    const microphone = self.getTrackPublication(livekit.Track.Source.Microphone)
    const camera = self.getTrackPublication(livekit.Track.Source.Camera)
    const sound = microphone?.isMuted === false ? microphone.track?.mediaStreamTrack : undefined
    if (ear?.track !== sound) {
      ear?.close()
      ear = sound === undefined ? undefined : listen(sound)
    }
    judge('microphone_silent', microphone?.trackSid, ear !== undefined && ear.peak() < SILENT_PEAK)
    const element = camera?.isMuted === false ? camera.track?.attachedElements[0] : undefined
    const picture = element instanceof HTMLVideoElement ? look(element) : undefined
    judge('camera_black', camera?.trackSid, picture?.isBlack ?? false)
    judge('camera_frozen', camera?.trackSid, picture?.isSame ?? false)
  }, EVERY_MS)

  return () => {
    clearInterval(timer)
    ear?.close()
  }
}

/** Reads small pictures of an element and compares each with the last. Undefined while it shows none, or nobody looks. */
function createLook() {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  let last: Uint8ClampedArray | undefined
  return (element: HTMLVideoElement): { isBlack: boolean; isSame: boolean } | undefined => {
    // A hidden tab's elements stand still while its camera goes on.
    if (context === null || document.hidden || element.readyState < 2) return undefined
    context.drawImage(element, 0, 0, WIDTH, HEIGHT)
    const { data } = context.getImageData(0, 0, WIDTH, HEIGHT)
    const isSame = last !== undefined && isSamePicture(last, data)
    last = data
    const isBlack = measureLuma(data) < BLACK_LUMA
    // A black picture is one trouble, not two.
    return { isBlack, isSame: isSame && !isBlack }
  }
}

/** The highest sample of the last 40 ms or so, whenever it is asked. */
function listen(track: MediaStreamTrack) {
  const context = new AudioContext()
  const analyser = new AnalyserNode(context, { fftSize: 2048 })
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  return {
    track,
    peak: () => {
      // Not yet allowed to run, it hears nothing of a microphone that is well.
      if (context.state !== 'running') return 1
      analyser.getFloatTimeDomainData(samples)
      return measurePeak(samples)
    },
    close: () => void context.close(),
  }
}
