/** Sources get an icon, people a colour. */
import { IconDeviceDesktop, IconLayoutGrid, IconMicrophone, IconVideo, IconVolume } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import type { Lane } from '../../../core/protocol/index.ts'

const ICONS: Readonly<Record<string, typeof IconVideo>> = {
  camera: IconVideo,
  microphone: IconMicrophone,
  screen_share: IconDeviceDesktop,
  screen_share_audio: IconVolume,
  composite: IconLayoutGrid,
}

export function LaneIcon({ lane }: { lane: Lane }): ReactElement {
  const Icon = ICONS[lane.source] ?? (lane.kind === 'video' ? IconVideo : IconVolume)
  return <Icon size={14} stroke={1.6} aria-hidden />
}
