/**
 * Listens to the page's sound where it leaves each lane and where it leaves the page, by wrapping `connect` before the
 * page runs: the page knows nothing of it. Times are of the audio clock, s.
 */
import type { Page } from 'playwright-core'

export interface Heard {
  /** Lane (in the order of the session's audio lanes) and when a tone began in it. */
  readonly onsets: readonly (readonly [lane: number, at: number])[]
  /** When tones began in what left the page. */
  readonly outOnsets: readonly number[]
  /** Second differences of what left the page beyond `CLICK`: when, and how large. */
  readonly clicks: readonly (readonly [at: number, size: number])[]
  /** The highest sample that left the page. */
  readonly peak: number
  /** performance.now() − audio clock, ms, as far as the browser says what is heard when: the median of many. */
  readonly difference: number
}

interface Ear {
  readonly lanes: StereoPannerNode[]
  out?: AudioNode
  /** Makes the page listen; again: from anew. */
  listen(): Promise<void>
  heard(): Heard
}

declare global {
  interface Window {
    ear?: Ear
  }
}

/** A tone of 440 Hz at 0.4 has 0.0013, a fade of 1 ms ends in 0.008; a single wrong sample is what it is wrong by. */
export const CLICK = 0.03
/** Half of a tone's height. */
const LOUD = 0.2
/** Between two tones it is silent for as long, s. */
const PAUSE = 0.1

/** To be called before the page is opened. */
export async function tapSound(page: Page): Promise<void> {
  await page.addInitScript(installEar, { CLICK, LOUD, PAUSE })
}

/** Runs in the page: takes nothing from around it. */
function installEar(limits: { CLICK: number; LOUD: number; PAUSE: number }): void {
  const worklet = `registerProcessor('ear', class extends AudioWorkletProcessor {
    constructor({ processorOptions: { CLICK, LOUD, PAUSE } }) { super(); this.port.onmessage = () => { this.peak = 0 }; Object.assign(this, { CLICK, LOUD, PAUSE, last: [], begun: currentFrame, a: 0, b: 0, peak: 0 }) }
    process(inputs) {
      for (let lane = 0; lane < inputs.length; lane++) {
        const samples = inputs[lane][0]
        if (!samples) { if (lane === inputs.length - 1) this.a = this.b = 0; continue }
        const isOut = lane === inputs.length - 1
        for (let at = 0; at < samples.length; at++) {
          const x = samples[at], frame = currentFrame + at
          if (Math.abs(x) > this.LOUD) {
            if (frame - (this.last[lane] ?? this.begun) > sampleRate * this.PAUSE) this.port.postMessage(['onset', isOut ? -1 : lane, frame / sampleRate])
            this.last[lane] = frame
          }
          if (!isOut) continue
          if (Math.abs(x) > this.peak) this.port.postMessage(['peak', this.peak = Math.abs(x)])
          const size = Math.abs(x - 2 * this.b + this.a)
          if (size > this.CLICK) this.port.postMessage(['click', frame / sampleRate, size])
          this.a = this.b; this.b = x
        }
      }
      return true
    }
  })`
  const lanes: StereoPannerNode[] = []
  let node: AudioWorkletNode | undefined
  let heard = { onsets: [], outOnsets: [], clicks: [], peak: 0 } as {
    onsets: [number, number][]
    outOnsets: number[]
    clicks: [number, number][]
    peak: number
  }
  const differences: number[] = []
  setInterval(() => {
    const stamp = (ear.out?.context as AudioContext | undefined)?.getOutputTimestamp()
    if (stamp?.contextTime) differences.push(stamp.performanceTime! - stamp.contextTime * 1000)
  }, 20)
  const connect = AudioNode.prototype.connect as (this: AudioNode, ...to: unknown[]) => AudioNode
  const ear: Ear = {
    lanes,
    async listen() {
      const context = ear.out!.context as AudioContext
      heard = { onsets: [], outOnsets: [], clicks: [], peak: 0 }
      differences.length = 0
      node?.port.postMessage('anew', [])
      if (!node) {
        await context.audioWorklet.addModule(
          URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' })),
        )
        node = new AudioWorkletNode(context, 'ear', {
          numberOfInputs: lanes.length + 1,
          numberOfOutputs: 1,
          processorOptions: limits,
        })
        node.port.addEventListener('message', ({ data: [kind, first, second] }) => {
          if (kind === 'peak') heard.peak = first
          else if (kind === 'click') heard.clicks.push([first, second])
          else if (first < 0) heard.outOnsets.push(second)
          else heard.onsets.push([first, second])
        })
        node.port.start()
        lanes.forEach((lane, at) => connect.call(lane, node, 0, at))
        connect.call(ear.out!, node, 0, lanes.length)
        connect.call(node, context.destination)
      }
    },
    heard: () => ({
      ...heard,
      difference: differences.toSorted((a, b) => a - b)[differences.length >> 1]!,
    }),
  }
  AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
    if (to[0] instanceof AudioDestinationNode) ear.out = this
    else if (this instanceof StereoPannerNode) lanes.push(this)
    return connect.call(this, ...to)
  }
  window.ear = ear
}
