/** Why a source could not be opened, in words with what to do. FFmpeg's own text may name the address: it is not shown. */
import { UserError } from '../../core/model/index.ts'
import type { Source } from './source.ts'

export type SourceFailure =
  | 'missing'
  | 'no_permission'
  | 'busy'
  | 'refused_credentials'
  | 'refused'
  | 'unreachable'
  | 'codec_missing'
  | 'no_picture'
  | 'no_sound'
  | 'unreadable'
  | 'ended_early'

const WORDS: Readonly<Record<SourceFailure, readonly [what: string, hint: string]>> = {
  missing: ['is not there', 'Check its name; a device may have got another number.'],
  no_permission: [
    'may not be opened by you',
    'Join the group of such devices (sudo usermod -aG video,audio $USER) and log in anew, or look at the file’s rights.',
  ],
  busy: ['is in use by another program', 'Close what uses it; most cameras serve one program at a time.'],
  refused_credentials: [
    'refuses the user or password',
    'Give them as rtsp://user:password@host/…; what is no letter or digit in them is written as %XX.',
  ],
  refused: ['refuses to send', 'Look at the path of the address and at what the camera allows.'],
  unreachable: ['does not answer', 'Check host and port, and that this machine reaches that network.'],
  codec_missing: ['has a codec that cannot be decoded here', 'Set the camera to H.264, or convert the file.'],
  no_picture: ['has no picture', 'Give it as --mic alone.'],
  no_sound: ['has no sound', 'Leave --mic away, or give another source.'],
  unreadable: ['is nothing that can be played', 'Try it in a player; lockstep doctor says what works here.'],
  ended_early: ['stopped sending', 'It is opened again; look at its cable and its network if this goes on.'],
}

export function explainSource(
  failure: SourceFailure,
  source: Pick<Source, 'shown'>,
  detail?: string,
): UserError {
  const [what, hint] = WORDS[failure]
  const because = detail === undefined ? '' : ` (FFmpeg: ${detail})`
  return new UserError(`source_${failure}`, `${source.shown} ${what}${because}`, { hint })
}

/** errno of what FFmpeg hands on negated, as on Linux and macOS. */
const ERRNO: Readonly<Record<number, SourceFailure>> = {
  2: 'missing',
  6: 'missing',
  19: 'missing',
  1: 'no_permission',
  13: 'no_permission',
  16: 'busy',
  111: 'unreachable',
  61: 'unreachable',
  113: 'unreachable',
  110: 'unreachable',
  60: 'unreachable',
  101: 'unreachable',
}

/** FFERRTAG: an error that is no errno, named by four bytes. */
const tag = (first: number, text: string): number =>
  -(first | (text.charCodeAt(0) << 8) | (text.charCodeAt(1) << 16) | (text.charCodeAt(2) << 24))

const TAGS = new Map<number, SourceFailure>([
  [tag(0xf8, '401'), 'refused_credentials'],
  [tag(0xf8, '403'), 'refused'],
  [tag(0xf8, '404'), 'refused'],
  [tag(0xf8, '400'), 'refused'],
  [tag(0xf8, '4XX'), 'refused'],
  [tag(0xf8, '5XX'), 'refused'],
  [tag(0xf8, 'DEC'), 'codec_missing'],
])

const EIO = 5

/** What an error number of FFmpeg means for a person; ALSA says EIO of a device that is not there. */
export const classifyFailure = (code: number, format?: string): SourceFailure =>
  format === 'alsa' && code === -EIO ? 'missing' : (TAGS.get(code) ?? ERRNO[-code] ?? 'unreadable')
