/** LiveKit's sources in the words of the page. */
const NAMES: Readonly<Record<string, string>> = {
  camera: 'camera',
  microphone: 'microphone',
  screen_share: 'screen',
  screen_share_audio: 'screen sound',
  composite: 'room',
  composite_audio: 'room sound',
  unknown: 'unknown source',
}

export const formatSource = (source: string): string => NAMES[source] ?? source.replaceAll('_', ' ')
