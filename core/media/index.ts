export type { MediaProbe, MediaProblem, StreamProbe } from './probe.ts'
export type {
  CutAnswer,
  CutRequest,
  CutResult,
  PeaksResult,
  RemuxResult,
  StreamExtent,
  ThumbsRequest,
  ThumbsResult,
} from './messages.ts'
export { planThumbs, type PlannedThumb, type ThumbsPlan } from './planThumbs.ts'
export { createMediaWorkers, type MediaWorkers, type MediaWorkersOptions } from './workers.ts'
