/** Names of folders and files that every file system takes, and that do not collide. */
import { formatTime } from '../core/time/index.ts'

/** Keeps letters, digits, `.`, `_` and `-` (ASCII); never empty, never `.` or `..`, at most 80 characters. */
export function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return plain.slice(0, 80) || 'unnamed'
}

/** `<session>_<from>-<to>`, times as 0h01m10.000. */
export function nameFolder(sessionId: string, fromUs: number, toUs: number): string {
  return `${slug(sessionId)}_${spellTime(fromUs)}-${spellTime(toUs)}`
}

const spellTime = (us: number): string =>
  formatTime(us).replace('−', 'minus').replace(':', 'h').replace(':', 'm')

/** Gives each recording `media/<person>_<source>_<n>.<mp4|ogg>`, once, also where letters' case is not told apart. */
export function createNamer(): (recording: {
  identity: string
  source: string
  kind: 'audio' | 'video'
}) => string {
  const used = new Set<string>()
  return ({ identity, source, kind }) => {
    const extension = kind === 'video' ? 'mp4' : 'ogg'
    for (let n = 1; ; n++) {
      const name = `media/${slug(identity)}_${slug(source)}_${n}.${extension}`
      if (used.has(name.toLowerCase())) continue
      used.add(name.toLowerCase())
      return name
    }
  }
}
