/**
 * The sound of one recording as matching reads it: mono, 8 kHz, PTS honoured, so that sample n lies at media time
 * firstUs + n / 8000 s and a hole is silence of its length. Any span can be had without the rest being in memory.
 */
export const SOUND_RATE_HZ = 8000

export interface Sound {
  /** Media time of sample 0, µs. */
  readonly firstUs: number
  readonly sampleCount: number
  /** Mean power (0 to 1) of each 100 ms, the first at sample 0; 0 where it is silent or has a hole. */
  readonly levels: Float32Array
  /** Samples in −1…1 from `first` on, which may be negative; what lies outside is 0. */
  read(first: number, count: number): Float32Array
}

/** One recording to be matched with others. Times are µs. */
export interface MatchTrack {
  readonly recordingId: string
  readonly sound: Sound
  /** Reference time of media time 0 as far as priors know it; undefined: nothing does, search everywhere. */
  readonly priorUs: number | undefined
  /** σ of it. */
  readonly priorSigmaUs: number
  /** Holes of the media, PTS, µs. */
  readonly holes: readonly { readonly startPtsUs: number; readonly endPtsUs: number }[]
}

/** One window's finding. */
export interface MatchWindow {
  /** Media time of the window's middle in `from`, µs. */
  readonly fromUs: number
  /** to − from there, µs. */
  readonly offsetUs: number
  /** Highest peak ÷ the next one. */
  readonly ratio: number
  /** Whether it agrees with the pair's line. */
  readonly agrees: boolean
}

/** A span between two steps, on clock `from`; µs. */
export interface MatchPiece {
  readonly startUs: number
  readonly endUs: number
  readonly atUs: number
  readonly offsetUs: number
  readonly sigmaUs: number
}

/** What comparing two recordings gave. */
export interface PairMatch {
  readonly from: string
  readonly to: string
  readonly accepted: boolean
  /** Why it was refused, for people; undefined where accepted. */
  readonly refusal: string | undefined
  /** Share of the comparable windows that agree, 0 to 1, and their number. */
  readonly agreement: number
  readonly windowCount: number
  readonly agreeing: number
  /** Median of highest peak ÷ next, over the agreeing windows. */
  readonly medianRatio: number
  /** Of the longest piece: to − from when `from` shows atUs; σ is honest about talkers' distances. */
  readonly atUs: number
  readonly offsetUs: number
  readonly sigmaUs: number
  /** How much faster `to` runs than `from`. */
  readonly ratePpm: number
  readonly rateSigmaPpm: number
  readonly pieces: readonly MatchPiece[]
  readonly windows: readonly MatchWindow[]
}
