/** Which loop the sound goes round by itself, to the sample: pictures have to be waited for at each round. */
import type { Span } from '../../../core/time/index.ts'

/** What is shorter is sought at each round. */
const SHORTEST_US = 200_000

export const loopOfSound = (loop: Span | undefined, hasPictures: boolean): Span | undefined =>
  loop && loop.end - loop.start >= SHORTEST_US && !hasPictures ? loop : undefined
