/** What all lanes' sound goes through: the stretcher where it plays off speed, the master's gain, the limiter. */
import { createLimiter, LIMITER_DELAY_S } from './limiter.ts'
import { glideTo, SILENT_AFTER_S } from './soundRamp.ts'
import { canStretch, loadStretch, type Stretch } from './stretch.ts'

/** Below this, dB of full scale, nothing is shown. */
export const FLOOR_DB = -60

/** `refused`: no good at this rate. `loading` and `failed` are the stretcher's. */
export type SoundRoute = 'ready' | 'loading' | 'failed' | 'refused'

export class SoundBus {
  /** Lanes connect here. */
  readonly input: GainNode
  private readonly context: BaseAudioContext
  private readonly onChange: () => void
  private readonly direct: GainNode
  private readonly stretched: GainNode
  private readonly master: GainNode
  private readonly analyser: AnalyserNode
  private readonly samples: Float32Array<ArrayBuffer>
  private stretch: Stretch | 'loading' | 'failed' | undefined
  private usesStretch = false

  /** Calls `onChange` when a rate that could not be played can be, or will never be. */
  constructor(context: BaseAudioContext, onChange: () => void) {
    this.context = context
    this.onChange = onChange
    this.input = context.createGain()
    this.direct = context.createGain()
    this.stretched = new GainNode(context, { gain: 0 })
    this.master = context.createGain()
    this.analyser = new AnalyserNode(context, { fftSize: 2048 })
    this.samples = new Float32Array(this.analyser.fftSize)
    const limiter = createLimiter(context)
    this.input.connect(this.direct).connect(this.master)
    this.stretched.connect(this.master)
    this.master.connect(limiter.input)
    limiter.output.connect(this.analyser).connect(context.destination)
  }

  /** Whether sound can be heard at a rate; asking loads what is needed for it. */
  routeFor(rate: number): SoundRoute {
    if (rate === 1) return 'ready'
    if (!canStretch(rate)) return 'refused'
    if (this.stretch === undefined) this.load()
    return typeof this.stretch === 'string' ? this.stretch : 'ready'
  }

  /** Seconds from a lane's sound coming in to its leaving, at a rate that is ready. */
  delayAt(rate: number): number {
    return LIMITER_DELAY_S + (rate !== 1 && typeof this.stretch === 'object' ? this.stretch.latency : 0)
  }

  /** Lets through what comes in from now on, at a rate that is ready. */
  begin(rate: number): void {
    const { context, stretch } = this
    const wasStretched = this.usesStretch
    this.usesStretch = rate !== 1
    glideTo(context, this.direct.gain, this.usesStretch ? 0 : 1)
    if (typeof stretch !== 'object') return
    if (!this.usesStretch) return wasStretched ? this.release(stretch) : undefined
    stretch.setRate(rate)
    if (!wasStretched) {
      this.input.connect(stretch.node)
      stretch.node.connect(this.stretched)
    }
    // What it still holds of before is not let out.
    const { gain } = this.stretched
    glideTo(context, gain, 0)
    glideTo(context, gain, 1, context.currentTime + stretch.latency)
  }

  /** Cuts off what is still inside. */
  end(): void {
    if (this.usesStretch) glideTo(this.context, this.stretched.gain, 0)
  }

  setGain(gain: number): void {
    glideTo(this.context, this.master.gain, gain)
  }

  /** The highest sample of the last 43 ms that left, 0 … 1 of full scale and above. */
  peak(): number {
    this.analyser.getFloatTimeDomainData(this.samples)
    let highest = 0
    for (const sample of this.samples) highest = Math.max(highest, Math.abs(sample))
    return highest
  }

  private load(): void {
    this.stretch = 'loading'
    loadStretch(this.context)
      .then((stretch) => (this.stretch = stretch))
      .catch(() => (this.stretch = 'failed'))
      .finally(this.onChange)
  }

  /** Nothing is computed by a node that leads nowhere. */
  private release({ node }: Stretch): void {
    glideTo(this.context, this.stretched.gain, 0)
    setTimeout(() => {
      if (this.usesStretch) return
      this.input.disconnect(node)
      node.disconnect()
    }, SILENT_AFTER_S * 1000)
  }
}
