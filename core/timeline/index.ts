export {
  formLanes,
  holesOf,
  spanOf,
  stallsOf,
  type Lane,
  type LaneRecording,
  type LaneStep,
} from './lanes.ts'
export type { Gap } from './gap.ts'
export { explainGaps, type ExplainedGap, type GapCause, type KnownSpan, type RoomFact } from './cause.ts'
export { FRAME_TOLERANCE_US } from './frame.ts'
export {
  chooseAnchor,
  toMediaSpan,
  toSessionSpan,
  type AnchorRecording,
  type MediaSpan,
  type SessionSpan,
} from './anchor.ts'
