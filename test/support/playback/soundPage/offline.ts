/** What is read of an offline rendering, in numbers: samples stay in the page. */
import { contextTimeOf, listRounds } from '../../../../app/web/playback/soundAnchor.ts'
import { findTone, type FoundTone } from './findTones.ts'
import { renderSound, SAMPLE_RATE, type RenderPlan, type RenderedSound } from './renderSound.ts'

/** Samples before the anchor, and the decoder's first, are not read, s of context time. */
const SETTLED_S = 0.1
const TONE_S = 0.2
/** Half a wave of 440 Hz is shorter. */
const WAVE_S = 0.0013
const QUIET = 0.2

export interface ReadTones {
  /** A lane a row, a tone a column in the order they are heard: how far each lies from where the anchor wants it. */
  readonly lanes: readonly (readonly FoundTone[])[]
  /** The first lane's, in what leaves the page, where its tones are heard alone: in a session of one lane. */
  readonly out: readonly FoundTone[]
  /** The highest sample that left the page. */
  readonly peak: number
}

/** Reads the tones of whole seconds of media, in each round of a loop. */
export async function readTones(plan: RenderPlan): Promise<ReadTones> {
  const rendered = await renderSound(plan)
  const { lanes, out, delay } = rendered
  const audio = plan.session.lanes.filter(({ kind }) => kind === 'audio')
  const offsets = audio.map(({ recordings }) => recordings[0]!.placement!.offsetUs)
  return {
    lanes: lanes.map((samples, lane) =>
      placesOf(rendered, plan, offsets[lane]!).map((at) => findTone(samples, at * SAMPLE_RATE, plan.rate)),
    ),
    out:
      lanes.length > 1
        ? []
        : placesOf(rendered, plan, offsets[0]!).map((at) =>
            findTone(out, (at + delay) * SAMPLE_RATE, plan.rate, true),
          ),
    peak: out.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0),
  }
}

/** When tones should begin that are heard as a whole, s of context time. */
function placesOf({ anchor }: RenderedSound, plan: RenderPlan, offsetUs: number): number[] {
  const places: number[] = []
  for (const round of listRounds(anchor)) {
    const begin = contextTimeOf(round.anchor, Math.max(round.startUs, anchor.t))
    if (begin > plan.seconds || (round.startUs !== -Infinity && !plan.loop)) break
    for (let second = 0; second < 20; second++) {
      const t = offsetUs + second * 1e6
      const at = contextTimeOf(round.anchor, t)
      const isWhole = t >= round.startUs && t + TONE_S * 1e6 <= round.endUs
      if (isWhole && at > anchor.contextTime + SETTLED_S && at + 0.5 / plan.rate < plan.seconds)
        places.push(at)
    }
  }
  return places
}

export interface ReadSteady {
  /** The longest stretch of the first lane in which a tone of 440 Hz, 0.4 high, is under half of that, ms. */
  readonly quietMs: number
  /** The largest second difference of its samples: the tone's own is 0.0013. */
  readonly click: number
}

/** Reads what should be one steady tone from the anchor on. */
export async function readSteady(plan: RenderPlan): Promise<ReadSteady> {
  const { anchor, lanes } = await renderSound(plan)
  const samples = lanes[0]!.subarray(Math.round((anchor.contextTime + SETTLED_S) * SAMPLE_RATE))
  let [quiet, click, last] = [0, 0, 0]
  for (let at = 2; at < samples.length; at++) {
    click = Math.max(click, Math.abs(samples[at]! - 2 * samples[at - 1]! + samples[at - 2]!))
    if (Math.abs(samples[at]!) > QUIET) last = at
    quiet = Math.max(quiet, at - last)
  }
  return { quietMs: Math.max(0, quiet / SAMPLE_RATE - WAVE_S) * 1000, click }
}
