/** How media time becomes clip time: piece by piece, because a recording's clock may step within a clip. Pure. */
import { FRAME_TOLERANCE_US } from '../timeline/index.ts'

/** Media time `[startUs, endUs)`; `atUs` is the clip time of its start. Neither media nor clip times overlap. */
export interface CutPiece {
  readonly startUs: number
  readonly endUs: number
  readonly atUs: number
}

/** What to cut, as pieces; at least one. */
export const piecesOf = ({
  pieces,
  startUs,
  endUs,
}: {
  readonly pieces?: readonly CutPiece[]
  readonly startUs: number
  readonly endUs: number
}): readonly CutPiece[] => pieces ?? [{ startUs, endUs, atUs: 0 }]

/** The piece a media time lies in; −1: none. A frame within the tolerance after a piece's start is on screen at it. */
export const pieceAt = (pieces: readonly CutPiece[], ptsUs: number): number =>
  pieces.findIndex(({ startUs, endUs }) => startUs + FRAME_TOLERANCE_US < ptsUs && ptsUs < endUs)

/** The last piece that began at or, within the tolerance, before a media time; −1: none. */
export const lastBegun = (pieces: readonly CutPiece[], ptsUs: number): number =>
  pieces.findLastIndex(({ startUs }) => startUs + FRAME_TOLERANCE_US < ptsUs)

/** Clip time of a frame: what is on screen as a piece begins stands at its start. */
export function clipTimeOf(pieces: readonly CutPiece[], ptsUs: number): number {
  const inside = pieces[pieceAt(pieces, ptsUs)]
  if (inside) return inside.atUs + ptsUs - inside.startUs
  return pieces[lastBegun(pieces, ptsUs) + 1]?.atUs ?? 0
}

/** Length of the clip's media in clip time, µs. */
export function clipLength(pieces: readonly CutPiece[]): number {
  const last = pieces.at(-1)
  return last ? last.atUs + last.endUs - last.startUs : 0
}
