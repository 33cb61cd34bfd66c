export { clipLength, clipTimeOf, lastBegun, pieceAt, type CutPiece } from './cutPieces.ts'
export type { MediaProbe, MediaProblem, StreamProbe } from './probe.ts'
export type {
  BrightnessResult,
  CodesResult,
  CutAnswer,
  CutRequest,
  CutResult,
  FramesRequest,
  PeaksResult,
  RemuxResult,
  RenditionMade,
  RenditionRequest,
  RenditionResult,
  SoundRequest,
  SoundResult,
  StreamExtent,
  ThumbsRequest,
  ThumbsResult,
} from './messages.ts'
export type { FrameSpan } from './decodeSpans.ts'
export type { FrameCode } from './readCodes.ts'
export { planThumbs, type PlannedThumb, type ThumbsPlan } from './planThumbs.ts'
export { createMediaWorkers, type MediaWorkers, type MediaWorkersOptions } from './workers.ts'
