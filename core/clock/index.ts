export { toMedia, toReference, type ClockMap, type ClockStep } from './clockMap.ts'
export { REFERENCE, type ClockEdge, type EdgePiece, type Support } from './edge.ts'
export { solve, type ClockSolution, type EdgeResidual, type Solution } from './solve.ts'
