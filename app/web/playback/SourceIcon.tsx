/** Sources get an icon, people a colour. */
import {
  IconDeviceDesktop,
  IconLayoutGrid,
  IconMicrophone,
  IconMicrophoneOff,
  IconVideo,
} from '@tabler/icons-react'

export function SourceIcon({ source, muted = false }: { readonly source: string; readonly muted?: boolean }) {
  const Icon = muted
    ? IconMicrophoneOff
    : source === 'screen_share'
      ? IconDeviceDesktop
      : source === 'composite'
        ? IconLayoutGrid
        : source === 'microphone' || source === 'screen_share_audio'
          ? IconMicrophone
          : IconVideo
  return <Icon size={14} stroke={1.6} aria-hidden />
}
