/** Object keys: compared as S3 does, by UTF-8 bytes; checked before they become a path. */
import { UserError } from '../model/index.ts'

/** Orders keys by UTF-8 bytes (JavaScript's `<` orders by UTF-16 units, which differs above U+FFFF). */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

// A surrogate stands for a code point above U+FFFF, so it sorts after every other unit.
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)

/** True where a key can name a file below a folder: no empty, `.` or `..` segment, no NUL, no backslash. */
export const isPlainKey = (key: string): boolean =>
  !/[\0\\]/.test(key) &&
  key.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')

export const missingObject = (key: string, uri: string, cause?: unknown): UserError =>
  new UserError('object_missing', `there is no object ${key} in ${uri}`, {
    hint: 'It may have been moved or deleted since the last ingest: ingest again.',
    cause,
  })

export const tooLargeObject = (options: {
  key: string
  uri: string
  sizeBytes: number
  maxBytes: number
}): UserError =>
  new UserError(
    'object_too_large',
    `${options.key} in ${options.uri} has ${options.sizeBytes} bytes, at most ${options.maxBytes} are read at once`,
  )

export const changedObject = (key: string, uri: string, cause?: unknown): UserError =>
  new UserError('object_changed', `${key} in ${uri} is not what it was`, {
    hint: 'Ingest it again.',
    cause,
  })
