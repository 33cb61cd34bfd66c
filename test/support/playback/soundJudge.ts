/** Judges what was heard: tones that begin at each whole second of media, against where the session's clock says so. */
import { timeAt, type ClockSegment } from '../../../app/web/playback/clock.ts'
import type { Heard } from './soundTap.ts'

export interface SoundReading {
  /** Largest difference between lanes of one second's tones, ms on the audio clock, one a second of media. */
  readonly spreadsMs: readonly number[]
  /** Of what left the page against the session clock, ms of time passing; positive: late. */
  readonly errorsMs: readonly number[]
  /** How many tones of lanes were heard, from their beginning to their end. */
  readonly tones: number
  /** How many began or ended in the middle: where the machine had no time, not where they were put. */
  readonly cut: number
}

export interface SoundTruth {
  readonly clock: readonly ClockSegment[]
  readonly rate: number
  /** Session time of each lane's media time 0, µs. */
  readonly offsetsUs: readonly number[]
}

/** Of media, s. */
const TONE_S = 0.2
/** Half a wave of 440 Hz and a little: what is shorter or longer by more, s, is not whole. */
const WHOLE_S = 0.0015

/** `heard.outTones` are judged where only the first lane could be heard alone: give one lane's session for them. */
export function judgeSound(heard: Heard, { clock, rate, offsetsUs }: SoundTruth): SoundReading {
  const sessionTime = (at: number): number => timeAt(clock, at * 1000 + heard.difference)
  const byLane = new Map<number, { readonly second: number; readonly at: number }[]>()
  const whole = heard.tones.filter(([, at, end]) => Math.abs(end - at - TONE_S / rate) < WHOLE_S)
  for (const [lane, at] of whole) {
    const second = Math.round((sessionTime(at) - offsetsUs[lane]!) / 1e6)
    byLane.set(lane, [...(byLane.get(lane) ?? []), { second, at }])
  }
  // Where the tone lay if the lane began at the session's 0: the same for all lanes, by the audio clock alone.
  const bySecond = new Map<number, number[]>()
  for (const [lane, tones] of byLane)
    for (const { second, at } of tones)
      bySecond.set(second, [...(bySecond.get(second) ?? []), at - offsetsUs[lane]! / 1e6 / rate])
  const errorsMs = heard.outTones.map(([at]) => {
    const media = (sessionTime(at) - offsetsUs[0]!) / 1e6
    return ((media - Math.round(media)) * 1000) / rate
  })
  return {
    spreadsMs: [...bySecond.values()]
      .filter((tones) => tones.length > 1)
      .map((tones) => (Math.max(...tones) - Math.min(...tones)) * 1000),
    errorsMs,
    tones: whole.length,
    cut: heard.tones.length - whole.length,
  }
}
