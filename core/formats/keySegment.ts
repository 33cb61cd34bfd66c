/**
 * A name (a room's, a person's identity) as one segment of an object's key, and back. A name that could not stand there,
 * or that would be read as another word of the layout, has the characters in question percent-encoded (RFC 3986 §2.1,
 * UTF-8); every other name stays as it is, so that keys read like those that LiveKit's egress fills from its template.
 *
 *   alice → alice    a/b → a%2Fb    camera → %63amera    50% → 50%25
 */
import { findPathTime } from './pathTime.ts'

/** What a file system, a URL's path or a path template takes for something else. */
const UNSAFE = /[\p{Cc}"#%*/:<>?[\\\]^`{|}]/gu
/** Segments that `parsePath` reads as something other than a name. */
const WORD =
  /^(camera|microphone|screen_share|screen_share_audio|unknown|audio|video|tracks|events|text-egress|publication-records|(TR|EG|RM|PA)_[A-Za-z0-9]+|\d{4}(_\d\d){5}-chimerapy-.+)$/i

const EMPTY = '%empty'

/** Encodes a name; the empty one, which no escape can spell, is `%empty`. A lone surrogate, which UTF-8 has no bytes for, becomes U+FFFD. */
export function encodeKeySegment(name: string): string {
  if (name === '') return EMPTY
  const safe = name.toWellFormed().replace(UNSAFE, percent)
  const misread = WORD.test(safe) || findPathTime(safe) !== undefined || /^[. ]/.test(safe)
  const begun = misread ? percent(safe[0]!) + safe.slice(1) : safe
  // Windows drops a dot or a space at the end of a name.
  return begun.replace(/[. ]$/, percent)
}

/** Decodes what `encodeKeySegment` wrote; any other segment stays as it is. */
export function decodeKeySegment(segment: string): string {
  if (segment === EMPTY) return ''
  if (!segment.includes('%')) return segment
  try {
    const name = decodeURIComponent(segment)
    return encodeKeySegment(name) === segment ? name : segment
  } catch {
    return segment
  }
}

const percent = (text: string): string =>
  Array.from(
    new TextEncoder().encode(text),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('')
