export { formLanes, holesOf, spanOf, type Lane, type LaneRecording } from './lanes.ts'
export type { Gap } from './gap.ts'
