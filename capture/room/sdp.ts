/**
 * What a subscriber reads in LiveKit's offers, and what it must change in them (RFC 8829, RFC 8843). LiveKit parks the
 * media section of an ended track as `recvonly` and uses it again for a later one. werift would answer a parked section
 * by port 0, which ends it for ever: so it is shown as `sendrecv`, and the answer says `inactive` for it.
 */
export interface Payload {
  /** `video/VP8`, `audio/opus`, as written in `a=rtpmap`. */
  readonly mimeType: string
  readonly clockRateHz: number
}

export interface OfferedMedia {
  readonly mid: string
  readonly kind: 'audio' | 'video'
  /** Nothing is sent in it now. */
  readonly parked: boolean
  /** `TR_…` of what is sent in it. */
  readonly trackId: string | undefined
  /** Of the media alone, not of retransmissions. */
  readonly ssrcs: readonly number[]
  readonly payloads: ReadonlyMap<number, Payload>
}

/** Reads the audio and video sections of an offer, in order. */
export function readOffer(sdp: string): OfferedMedia[] {
  return sections(sdp).flatMap((section) => {
    const kind = /^m=(audio|video) /.exec(section)?.[1]
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1]
    if ((kind !== 'audio' && kind !== 'video') || mid === undefined) return []
    const parked = isParked(section)
    return [
      {
        mid,
        kind,
        parked,
        trackId: parked ? undefined : readTrackId(section),
        ssrcs: parked ? [] : readSsrcs(section),
        payloads: readPayloads(section),
      },
    ]
  })
}

/** The offer with its parked sections shown as sending, and their mids. */
export function unparkOffer(sdp: string): { readonly sdp: string; readonly parked: ReadonlySet<string> } {
  const parked = new Set<string>()
  const shown = split(sdp).map((section) => {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1]
    if (mid === undefined || !/^m=(audio|video) /.test(section) || !isParked(section)) return section
    parked.add(mid)
    return section.replace(/^a=(recvonly|inactive)\r?$/m, (line) =>
      line.replace(/recvonly|inactive/, 'sendrecv'),
    )
  })
  return { sdp: shown.join(''), parked }
}

/** The answer in which the sections of `parked` are `inactive`, whatever was answered. */
export function parkAnswer(sdp: string, parked: ReadonlySet<string>): string {
  return split(sdp)
    .map((section) =>
      parked.has(/^a=mid:(\S+)/m.exec(section)?.[1] ?? '')
        ? section.replace(/^a=(sendrecv|sendonly|recvonly)/m, 'a=inactive')
        : section,
    )
    .join('')
}

const split = (sdp: string): string[] => sdp.split(/(?=^m=)/m)
const sections = (sdp: string): string[] => split(sdp).slice(sdp.startsWith('m=') ? 0 : 1)
const isParked = (section: string): boolean => /^a=(recvonly|inactive)\r?$/m.test(section)

const readTrackId = (section: string): string | undefined =>
  (/^a=msid:\S+ (\S+)/m.exec(section) ?? /^a=ssrc:\d+ msid:\S+ (\S+)/m.exec(section))?.[1]

function readSsrcs(section: string): number[] {
  const repair = new Set(
    [...section.matchAll(/^a=ssrc-group:FID \d+ (\d+)/gm)].map(([, ssrc]) => Number(ssrc)),
  )
  const all = [...section.matchAll(/^a=ssrc:(\d+) /gm)].map(([, ssrc]) => Number(ssrc))
  return [...new Set(all)].filter((ssrc) => !repair.has(ssrc))
}

function readPayloads(section: string): Map<number, Payload> {
  const kind = /^m=(\w+)/.exec(section)?.[1] ?? ''
  return new Map(
    [...section.matchAll(/^a=rtpmap:(\d+) ([^/\s]+)\/(\d+)/gm)].map(([, type, name, rate]) => [
      Number(type),
      { mimeType: `${kind}/${name}`, clockRateHz: Number(rate) },
    ]),
  )
}
