/**
 * What a link by sound cannot mean. Sound that came through a loudspeaker matches as well as sound through the air,
 * but late by a network; three of its marks can be seen. One side hears the other and never the reverse; two offsets
 * take turns, one for each way; or each of two recordings matches others of its own at moments at which the two do
 * not match each other, as in two rooms that play the same lecture.
 */
import { withoutRate, type Fit } from './fit.ts'
import { cross } from './lay.ts'
import type { Loudness } from './loudness.ts'
import { TOLERANCE_US } from './pieces.ts'

/** Fewer windows than this of either sort say nothing. */
const LEAST_OF_EACH = 6
/** How well one side's loudness alone foretells which windows agree (1: wholly, ½: not at all). */
const FORETOLD = 0.95
const NOT_FORETOLD = 0.75
/** Share of a pair's windows that other matches contradict. */
const CONTRADICTED = 0.15

/** Why an accepted fit is no link, from the pair alone; undefined where nothing speaks against it. */
export function findLoudspeaker(
  fit: Fit,
  from: Loudness,
  to: Loudness,
  windowUs: number,
): string | undefined {
  if (takesTurns(fit)) {
    return 'two offsets take turns: each end seems to hear the other through a loudspeaker'
  }
  const agrees = fit.agrees
  const loud = (sound: Loudness, us: number): number => sound.logPower(us - windowUs / 2, us + windowUs / 2)
  const ownLoud = fit.sightings.map(({ fromUs }) => loud(from, fromUs))
  const otherLoud = fit.sightings.map(({ fromUs }) => loud(to, cross(fit, fromUs)))
  const own = foretell(ownLoud, agrees)
  const other = foretell(otherLoud, agrees)
  if (own === undefined || other === undefined) return undefined
  return (own >= FORETOLD && other < NOT_FORETOLD) || (other >= FORETOLD && own < NOT_FORETOLD)
    ? 'one hears the other but never the reverse: it may have come through a loudspeaker, late by the network'
    : undefined
}

/** Sound of a room itself has died away when a loudspeaker at the other end of a network begins. */
const NEAREST_WAY_US = 150_000
const LEAST_SWITCHES = 3
/** Between unrelated sounds a peak seldom stands out by as much. */
const CLEAR_RATIO = 1.2
const LEAST_SECOND = 4
const LEAST_SECOND_SHARE = 0.06

/** A clock steps and stays; two offsets that come and go are two ways of a sound. */
function takesTurns({ pieces, sightings, ratePpm }: Fit): boolean {
  if (pieces.length === 0) return false
  const { residualUs: main } = pieces.reduce((best, piece) => (piece.agreeing > best.agreeing ? piece : best))
  const offs = sightings
    .filter(({ ratio }) => ratio >= CLEAR_RATIO)
    .map((one) => withoutRate(one, ratePpm ?? 0) - main)
  const far = offs.filter((off) => Math.abs(off) >= NEAREST_WAY_US)
  return far.some((way) => {
    const turns = offs.flatMap((off) =>
      Math.abs(off) < TOLERANCE_US ? [0] : Math.abs(off - way) < TOLERANCE_US ? [1] : [],
    )
    const second = turns.filter((turn) => turn === 1).length
    if (second < Math.max(LEAST_SECOND, LEAST_SECOND_SHARE * sightings.length)) return false
    return turns.filter((turn, at) => at > 0 && turn !== turns[at - 1]).length >= LEAST_SWITCHES
  })
}

/** The chance that a window that agrees is louder than one that does not (Mann & Whitney 1947). */
function foretell(loud: readonly number[], agrees: readonly boolean[]): number | undefined {
  const yes = loud.filter((_, at) => agrees[at])
  const no = loud.filter((_, at) => !agrees[at])
  if (yes.length < LEAST_OF_EACH || no.length < LEAST_OF_EACH) return undefined
  let above = 0
  for (const a of yes) for (const b of no) above += a > b ? 1 : a === b ? 0.5 : 0
  return above / (yes.length * no.length)
}

export interface Linked {
  readonly from: number
  readonly to: number
  readonly fit: Fit
}

/**
 * Those of accepted pairs that at many moments match others, and not each other nor anyone in common. Found anew
 * without those already found, since what they share hides what the rest do not.
 */
export function findOtherRooms<Pair extends Linked>(pairs: readonly Pair[]): Set<Pair> {
  const found = new Set<Pair>()
  for (let before = -1; before < found.size;) {
    before = found.size
    const kept = pairs.filter((pair) => !found.has(pair))
    const partners = listPartners(kept)
    for (const pair of kept) if (isContradicted(pair, partners)) found.add(pair)
  }
  return found
}

/** By track and moment, the tracks that match there. */
function listPartners(pairs: readonly Linked[]): ReadonlyMap<string, ReadonlySet<number>> {
  const partners = new Map<string, Set<number>>()
  const note = (track: number, moment: number, partner: number): void => {
    const key = `${track} ${moment}`
    const known = partners.get(key)
    if (known) known.add(partner)
    else partners.set(key, new Set([partner]))
  }
  for (const { from, to, fit } of pairs) {
    for (const [at, { moment }] of fit.sightings.entries()) {
      if (moment === undefined || !fit.agrees[at]) continue
      note(from, moment, to)
      note(to, moment, from)
    }
  }
  return partners
}

function isContradicted(
  { from, to, fit }: Linked,
  partners: ReadonlyMap<string, ReadonlySet<number>>,
): boolean {
  const contradicted = fit.sightings.filter(({ moment }, at) => {
    if (fit.agrees[at] || moment === undefined) return false
    const own = partners.get(`${from} ${moment}`)
    const other = partners.get(`${to} ${moment}`)
    return own !== undefined && other !== undefined && ![...own].some((track) => other.has(track))
  })
  return contradicted.length >= LEAST_OF_EACH && contradicted.length >= CONTRADICTED * fit.sightings.length
}
