/** LiveKit's words for kinds and sources, as the tools around it spell them. */
import type { Kind, Source } from '../model/index.ts'

const SOURCE_WORDS: ReadonlyMap<string, Source> = new Map<string, Source>(
  Object.entries({
    camera: 'camera',
    cam: 'camera',
    webcam: 'camera',
    microphone: 'microphone',
    mic: 'microphone',
    screen_share: 'screen_share',
    screenshare: 'screen_share',
    screen: 'screen_share',
    screen_share_audio: 'screen_share_audio',
    screenshare_audio: 'screen_share_audio',
    screenshareaudio: 'screen_share_audio',
    unknown: 'unknown',
  } as const),
)

/** Finds a source by any of its spellings, whatever the case; undefined for a word that is none. */
export const findSource = (word: string): Source | undefined =>
  SOURCE_WORDS.get(
    word
      .toLowerCase()
      .replace(/^(track_?source_)/, '')
      .replaceAll('-', '_'),
  )

/** Finds a kind by name, whatever the case. */
export function findKind(word: string): Kind | undefined {
  const lower = word.toLowerCase().replace(/^(track_?type_)/, '')
  return lower === 'audio' || lower === 'video' || lower === 'data' ? lower : undefined
}

/** The kind a source implies. */
export const kindOfSource = (source: Source): Kind | undefined =>
  source === 'camera' || source === 'screen_share'
    ? 'video'
    : source === 'microphone' || source === 'screen_share_audio'
      ? 'audio'
      : undefined
