export { toMedia, toReference, type ClockMap, type ClockStep } from './clockMap.ts'
export { findPieces, findStalls, isLost, mapSpan, type ClockPiece, type Stall } from './pieces.ts'
export { REFERENCE, type ClockEdge, type EdgePiece, type Support } from './edge.ts'
export { solve, type ClockSolution, type EdgeResidual, type Solution, type SolveOptions } from './solve.ts'
