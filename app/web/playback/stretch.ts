/**
 * Brings the pitch back where sound plays off speed: one node over the whole mix, whose sources all play at the rate.
 * One for all costs 1 % of a core whatever the number of tracks; one a track cost that fifty times. It adds 120 ms,
 * which the mix makes up for, and places a click within 2 ms of that.
 */
import type { StretchNode } from 'signalsmith-stretch'

/** A worklet whose code does not run never answers. */
const PATIENCE_MS = 10_000

export interface Stretch {
  readonly node: AudioNode
  /** Seconds from a sound's coming in to its going out. */
  readonly latency: number
  /** Sound that comes in `rate` times as fast goes out at its own pitch. */
  setRate(rate: number): void
}

/** Slower or faster than this, speech can no longer be made good: windows of 120 ms hold too few of its pitch periods. */
export const STRETCHED = { min: 1 / 3, max: 3 } as const

export const canStretch = (rate: number): boolean => rate >= STRETCHED.min && rate <= STRETCHED.max

/** Loads and starts it; throws Error where the browser does not run it. */
export async function loadStretch(context: BaseAudioContext): Promise<Stretch> {
  const [{ default: create }, { default: moduleUrl }] = await Promise.all([
    import('signalsmith-stretch'),
    import('signalsmith-stretch?url'),
  ])
  create.moduleUrl = moduleUrl
  const node = await withPatience(
    create(context, { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [2] }),
  )
  return { node, latency: await node.latency(), setRate: (rate) => void transpose(node, rate) }
}

/** Without a tonality limit: the whole spectrum was shifted alike, and goes back alike. */
const transpose = (node: StretchNode, rate: number): Promise<unknown> =>
  node.schedule({ active: true, semitones: -12 * Math.log2(rate), tonalityHz: 0 })

function withPatience<Value>(work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the worklet did not start')), PATIENCE_MS)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
