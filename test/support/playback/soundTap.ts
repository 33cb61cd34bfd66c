/**
 * Listens to the page's sound where it leaves each lane and where it leaves the page, by wrapping `connect` before the
 * page runs: the page knows nothing of it. Times are of the audio clock, s.
 */
import type { Page } from 'playwright-core'

export interface Heard {
  /** Lane (in the order of the session's audio lanes), when a tone began in it and when it ended. */
  readonly tones: readonly (readonly [lane: number, at: number, end: number])[]
  /** When tones began in what left the page, and when they ended. */
  readonly outTones: readonly (readonly [at: number, end: number])[]
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
/** Silence as long ends a tone, s. */
const PAUSE = 0.05

/** To be called before the page is opened. */
export async function tapSound(page: Page): Promise<void> {
  await page.addInitScript(installEar, { CLICK, LOUD, PAUSE })
}

/** Runs in the page: takes nothing from around it. */
function installEar(limits: { CLICK: number; LOUD: number; PAUSE: number }): void {
  const worklet = `registerProcessor('ear', class extends AudioWorkletProcessor {
    constructor({ processorOptions }) {
      super()
      Object.assign(this, processorOptions, { round: 0, lanes: [], a: 0, b: 0, peak: 0 })
      // A tone that has begun already is not judged: nobody heard it begin.
      this.port.onmessage = ({ data }) => { this.round = data; this.peak = 0; for (const lane of this.lanes) lane.begun = undefined }
    }
    tell(...what) { this.port.postMessage([this.round, ...what]) }
    hear(number, samples) {
      const lane = (this.lanes[number + 1] ??= { last: currentFrame, begun: undefined })
      // Where nothing is connected yet there is no silence that a tone could break.
      if (!samples && lane.begun === undefined) lane.last = currentFrame + 127
      for (let at = 0; at < 128; at++) {
        const frame = currentFrame + at
        if (samples && Math.abs(samples[at]) > this.LOUD) {
          if (frame - lane.last > sampleRate * this.PAUSE) lane.begun = frame
          lane.last = frame
        } else if (lane.begun !== undefined && frame - lane.last > sampleRate * this.PAUSE) {
          this.tell('tone', number, lane.begun / sampleRate, lane.last / sampleRate)
          lane.begun = undefined
        }
      }
    }
    process(inputs) {
      for (let number = 0; number < inputs.length - 1; number++) this.hear(number, inputs[number][0])
      const out = inputs.at(-1)[0]
      this.hear(-1, out)
      if (!out) { this.a = this.b = 0; return true }
      for (let at = 0; at < out.length; at++) {
        const x = out[at]
        if (Math.abs(x) > this.peak) this.tell('peak', this.peak = Math.abs(x))
        const size = Math.abs(x - 2 * this.b + this.a)
        if (size > this.CLICK) this.tell('click', (currentFrame + at) / sampleRate, size)
        this.a = this.b; this.b = x
      }
      return true
    }
  })`
  const lanes: StereoPannerNode[] = []
  let node: AudioWorkletNode | undefined
  let heard = { tones: [], outTones: [], clicks: [], peak: 0 } as {
    tones: [number, number, number][]
    outTones: [number, number][]
    clicks: [number, number][]
    peak: number
  }
  let round = 0
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
      heard = { tones: [], outTones: [], clicks: [], peak: 0 }
      differences.length = 0
      if (!node) {
        await context.audioWorklet.addModule(
          URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' })),
        )
        node = new AudioWorkletNode(context, 'ear', {
          numberOfInputs: lanes.length + 1,
          numberOfOutputs: 1,
          processorOptions: limits,
        })
        node.port.addEventListener('message', ({ data: [told, kind, ...values] }) => {
          if (told !== round) return
          if (kind === 'peak') heard.peak = values[0]
          else if (kind === 'click') heard.clicks.push(values)
          else if (values[0] < 0) heard.outTones.push(values.slice(1))
          else heard.tones.push(values)
        })
        node.port.start()
        lanes.forEach((lane, at) => connect.call(lane, node, 0, at))
        connect.call(ear.out!, node, 0, lanes.length)
        connect.call(node, context.destination)
      }
      node.port.postMessage(++round, [])
    },
    heard: () => ({
      ...heard,
      difference: differences.toSorted((a, b) => a - b)[differences.length >> 1]!,
    }),
  }
  AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
    // What is rendered offline beside it is not heard.
    if (this.context instanceof AudioContext) {
      if (to[0] instanceof AudioDestinationNode) ear.out = this
      else if (this instanceof StereoPannerNode) lanes.push(this)
    }
    return connect.call(this, ...to)
  }
  window.ear = ear
}
