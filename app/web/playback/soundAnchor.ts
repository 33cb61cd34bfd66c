/** Which session time goes into the mix at which context time, and how fast. */
export interface SoundAnchor {
  /** s. */
  readonly contextTime: number
  /** µs. */
  readonly t: number
  readonly rate: number
}

/** When the sound of session time `t` (µs) has to begin, s of context time. */
export const contextTimeOf = (anchor: SoundAnchor, t: number): number =>
  anchor.contextTime + (t - anchor.t) / 1e6 / anchor.rate

/** The session time, µs, whose sound begins at a context time. */
export const sessionTimeOf = (anchor: SoundAnchor, contextTime: number): number =>
  anchor.t + (contextTime - anchor.contextTime) * 1e6 * anchor.rate
