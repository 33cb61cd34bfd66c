/** What this browser can decode by itself, for a person who wonders why something plays as it does. */
const VIDEO = [
  ['H.264', 'avc1.42E01F'],
  ['VP8', 'vp8'],
  ['VP9', 'vp09.00.10.08'],
  ['AV1', 'av01.0.04M.08'],
  ['H.265', 'hev1.1.6.L93.B0'],
] as const
const AUDIO = [
  ['Opus', 'opus'],
  ['AAC', 'mp4a.40.2'],
] as const

export interface CodecSupport {
  readonly name: string
  readonly kind: 'video' | 'audio'
  readonly isDecoded: boolean
}

/** Whether pictures are decoded by WebCodecs, and which codecs; a codec that cannot be asked about is none. */
export async function readCodecSupport(): Promise<{ webCodecs: boolean; codecs: readonly CodecSupport[] }> {
  const webCodecs = typeof VideoDecoder !== 'undefined'
  const video = VIDEO.map(async ([name, codec]): Promise<CodecSupport> => {
    const answer = webCodecs
      ? await VideoDecoder.isConfigSupported({ codec }).catch(() => undefined)
      : undefined
    return { name, kind: 'video', isDecoded: answer?.supported === true }
  })
  const audio = AUDIO.map(async ([name, codec]): Promise<CodecSupport> => {
    if (typeof AudioDecoder === 'undefined') return { name, kind: 'audio', isDecoded: false }
    const config = { codec, sampleRate: 48_000, numberOfChannels: 1 }
    const answer = await AudioDecoder.isConfigSupported(config).catch(() => undefined)
    return { name, kind: 'audio', isDecoded: answer?.supported === true }
  })
  return { webCodecs, codecs: await Promise.all([...video, ...audio]) }
}

const NAMES: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'H.265',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
}

/** What a tile says whose recording neither decoder plays, and what to do; `words` are the decoder's own. */
export function explainUndecodable(
  { codec, codecString }: { readonly codec: string; readonly codecString: string | null },
  words: string,
): string {
  const name = NAMES[codec] ?? codec
  const said = codecString && codecString !== name ? `${name} (${codecString})` : name
  return `This browser cannot play ${said}. Its proxy will be shown as soon as it is made: “lockstep proxies” makes all of a session. ${words}`
}
