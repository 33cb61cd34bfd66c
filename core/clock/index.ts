export { REFERENCE, toMedia, toReference, type ClockEdge, type ClockMap, type Support } from './edge.ts'
export { solve, type ClockSolution, type EdgeResidual, type Solution } from './solve.ts'
