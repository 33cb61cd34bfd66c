/**
 * Byte ranges, RFC 9110 §14: one range, first-last, first- or a suffix. A malformed header or several ranges are
 * ignored, as the RFC allows. A satisfiable range is answered with at most `capBytes`, also where more was asked:
 * otherwise paused players hold all of a browser's sockets to this origin for ever.
 */
export const RANGE_CAP_BYTES = 1 << 20

export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'unsatisfiable' }
  /** Bytes `[start, end)`. */
  | { readonly kind: 'part'; readonly start: number; readonly end: number }

/** Decides what to send of a representation of `sizeBytes`. */
export function parseRange(
  header: string | undefined,
  sizeBytes: number,
  capBytes = RANGE_CAP_BYTES,
): RangeAnswer {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '')
  const [, first, last] = match ?? []
  if (!match || (first === '' && last === '')) return { kind: 'whole' }
  let start: number
  let end: number
  if (first === '') {
    const suffix = Number(last)
    if (suffix === 0 || sizeBytes === 0) return { kind: 'unsatisfiable' }
    start = Math.max(0, sizeBytes - suffix)
    end = sizeBytes
  } else {
    start = Number(first)
    end = last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1)
    if (last !== '' && Number(last) < start) return { kind: 'whole' }
    if (start >= sizeBytes) return { kind: 'unsatisfiable' }
  }
  return { kind: 'part', start, end: Math.min(end, start + capBytes) }
}

/** True where an If-Range value (a strong entity tag) allows the range; weak tags and dates never do here. */
export const allowsRange = (ifRange: string | undefined, etag: string): boolean =>
  ifRange === undefined || ifRange === etag

/** True where an If-None-Match list names `etag` or is `*`. */
export const matchesTag = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
