/**
 * Sound whose every second begins with a click of a tone of its own, over a quiet hum; made in an AudioWorklet, which
 * tells when it rendered which sample.
 */
import type { SoundTruth } from './truth.ts'

export interface Sound {
  readonly track: MediaStreamTrack
  readonly sampleRateHz: number
  readonly rendered: SoundTruth[]
  readonly clicks: { sample: number; hz: number }[]
}

const RATE = 48_000

// Date.now is the one clock an AudioWorklet has; whole milliseconds.
const WORKLET = `
class Clicks extends AudioWorkletProcessor {
  process(inputs, outputs) {
    const out = outputs[0][0]
    for (let j = 0; j < out.length; j++) {
      const s = currentFrame + j
      const second = Math.floor(s / ${RATE})
      const q = s % ${RATE}
      const hz = 600 + 150 * (second % 16)
      if (s % 4800 === 0) this.port.postMessage({ sample: s, renderedMs: Date.now() + (j * 1000) / ${RATE}, hz: q === 0 ? hz : 0 })
      out[j] = q < 2400 ? 0.5 * Math.sin((2 * Math.PI * hz * q) / ${RATE}) : 0.02 * Math.sin((2 * Math.PI * 200 * s) / ${RATE})
    }
    return true
  }
}
registerProcessor('clicks', Clicks)`

export async function startSound(): Promise<Sound> {
  const context = new AudioContext({ sampleRate: RATE, latencyHint: 'interactive' })
  await context.resume()
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([WORKLET], { type: 'text/javascript' })))
  const node = new AudioWorkletNode(context, 'clicks')
  const rendered: SoundTruth[] = []
  const clicks: { sample: number; hz: number }[] = []
  node.port.addEventListener('message', ({ data }: MessageEvent<SoundTruth & { hz: number }>) => {
    rendered.push({ sample: data.sample, renderedMs: data.renderedMs })
    if (data.hz > 0) clicks.push({ sample: data.sample, hz: data.hz })
  })
  node.port.start()
  const destination = context.createMediaStreamDestination()
  node.connect(destination)
  // A context that reaches no output may stand still.
  const silent = context.createGain()
  silent.gain.value = 0
  node.connect(silent).connect(context.destination)
  const [track] = destination.stream.getAudioTracks()
  if (!track) throw new Error('no track of the sound')
  return { track, sampleRateHz: RATE, rendered, clicks }
}
