/** A fit between two clocks as evidence is kept: whole µs, and of several pieces the longest first in say. */
import type { EdgePiece } from '../../core/clock/index.ts'
import type { MeasuredOffset } from './measured.ts'

interface Fit {
  readonly pieces: readonly EdgePiece[]
  readonly ratePpm: number | undefined
  readonly rateSigmaPpm: number | undefined
}

/** `floorUs`: what no reading shows, one standard deviation; it is added to each piece's own σ. */
export function toMeasuredOffset({ pieces, ratePpm, rateSigmaPpm }: Fit, floorUs = 0): MeasuredOffset {
  const rounded = pieces.map((piece) => ({
    startUs: Math.round(piece.startUs),
    endUs: Math.round(piece.endUs),
    atUs: Math.round(piece.atUs),
    offsetUs: Math.round(piece.offsetUs),
    sigmaUs: Math.max(1, Math.round(Math.hypot(piece.sigmaUs, floorUs))),
  }))
  const { atUs, offsetUs, sigmaUs } = findLongest(rounded)
  const several = rounded.length > 1 ? rounded : []
  return { atUs, offsetUs, sigmaUs, ratePpm, rateSigmaPpm, agreement: undefined, pieces: several }
}

export const findLongest = <Piece extends EdgePiece>(pieces: readonly Piece[]): Piece =>
  pieces.reduce((a, b) => (b.endUs - b.startUs > a.endUs - a.startUs ? b : a))
