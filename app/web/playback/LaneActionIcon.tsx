/** The icon of each thing one can do to a lane, the same in every menu. */
import {
  IconArrowLeft,
  IconArrowRight,
  IconArrowsHorizontal,
  IconCamera,
  IconColumns2,
  IconExternalLink,
  IconEyeOff,
  IconFocus2,
  IconHeadphones,
  IconInfoCircle,
  IconLink,
  IconLock,
  IconPin,
  IconVolumeOff,
} from '@tabler/icons-react'
import type { LaneActionId } from './laneActions.ts'

const ICONS: Readonly<Record<LaneActionId, typeof IconPin>> = {
  focus: IconFocus2,
  compare: IconColumns2,
  pin: IconPin,
  hide: IconEyeOff,
  left: IconArrowLeft,
  right: IconArrowRight,
  mute: IconVolumeOff,
  solo: IconHeadphones,
  nudge: IconArrowsHorizontal,
  details: IconInfoCircle,
  still: IconCamera,
  original: IconExternalLink,
  link: IconLink,
  withhold: IconLock,
}

export function LaneActionIcon({ id }: { readonly id: LaneActionId }) {
  const Icon = ICONS[id]
  return <Icon size={14} stroke={1.7} aria-hidden />
}
