/** From a pair's fit to what is told of it. */
import type { Fit } from './fit.ts'
import { findPieceEnds } from './lay.ts'
import { findSigmaUs } from './sigma.ts'
import type { MatchPiece, PairMatch } from './sound.ts'

export interface Ends {
  readonly from: string
  readonly to: string
  /** First and last media time of `from` at which both play, µs. */
  readonly startUs: number
  readonly endUs: number
}

export interface Told {
  readonly refusal: string | undefined
  /** Where the steps lie, on clock `from`, µs, where that was looked for; one less than pieces. */
  readonly stepsUs: readonly number[] | undefined
}

export function describeMatch(ends: Ends, fit: Fit, { refusal, stepsUs }: Told): PairMatch {
  const { sightings, agrees, agreeing, ratePpm = 0 } = fit
  const cuts = stepsUs ?? findPieceEnds(fit).slice(0, -1)
  const pieces = fit.pieces.map((piece, at): MatchPiece => {
    const startUs = at === 0 ? Math.min(ends.startUs, piece.firstUs) : cuts[at - 1]!
    const endUs = at === fit.pieces.length - 1 ? Math.max(ends.endUs, piece.lastUs) : cuts[at]!
    const own = sightings.filter(
      (one, i) => agrees[i] && one.fromUs >= piece.firstUs && one.fromUs <= piece.lastUs,
    )
    const atUs = own.reduce((sum, one) => sum + one.fromUs, 0) / Math.max(1, own.length)
    return {
      startUs,
      endUs,
      atUs,
      offsetUs: piece.residualUs + (atUs * ratePpm) / 1e6,
      sigmaUs: findSigmaUs(fit, piece.agreeing),
    }
  })
  const longest = pieces.reduce<MatchPiece | undefined>(
    (best, piece) => (best && best.endUs - best.startUs >= piece.endUs - piece.startUs ? best : piece),
    undefined,
  )
  return {
    from: ends.from,
    to: ends.to,
    accepted: refusal === undefined,
    refusal,
    agreement: sightings.length === 0 ? 0 : agreeing / sightings.length,
    windowCount: sightings.length,
    agreeing,
    medianRatio: fit.medianRatio,
    atUs: longest?.atUs ?? 0,
    offsetUs: longest?.offsetUs ?? 0,
    sigmaUs: longest?.sigmaUs ?? 0,
    ratePpm,
    rateSigmaPpm: fit.rateSigmaPpm,
    pieces,
    windows: sightings.map(({ fromUs, offsetUs, ratio }, at) => ({
      fromUs,
      offsetUs,
      ratio,
      agrees: agrees[at]!,
    })),
  }
}
