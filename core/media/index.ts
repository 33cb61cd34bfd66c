export type { MediaProbe, MediaProblem, StreamProbe } from './probe.ts'
export type { CutAnswer, CutRequest, CutResult, PeaksResult, RemuxResult, StreamExtent } from './messages.ts'
export { createMediaWorkers, type MediaWorkers, type MediaWorkersOptions } from './workers.ts'
