/** What hinders recordings and logs on their way to the disk and the bucket, by where it was met, as alerts of the whole project. Pure. */
import { UserError } from '../../core/model/index.ts'

export type StorageCode = 'disk_full' | 'bucket_failing'
export interface StorageTrouble {
  readonly code: StorageCode
  readonly message: string
}

const DISK_CODES: readonly string[] = ['disk_full', 'disk_failed']
/** What `capture/bucket` and `core/storage` throw of a bucket. */
const BUCKET_CODES: readonly string[] = [
  'access_denied',
  'bucket_missing',
  'bucket_refused',
  'credentials_missing',
  'folder_missing',
  'storage_busy',
  'storage_refused',
  'storage_unreachable',
]

/** Undefined for what is about neither. */
export function readStorageTrouble(error: unknown): StorageTrouble | undefined {
  if (!(error instanceof UserError)) return undefined
  const { code, message } = error
  if (DISK_CODES.includes(code)) return { code: 'disk_full', message }
  return BUCKET_CODES.includes(code) ? { code: 'bucket_failing', message } : undefined
}

/** Of a recording that goes on though something hinders it: the embedded recorder's words. */
export const readRecordingTrouble = (error: string): StorageTrouble | undefined =>
  error === ''
    ? undefined
    : {
        code: /^disk full|cannot write the journal/.test(error) ? 'disk_full' : 'bucket_failing',
        message: error,
      }

/** Undefined: that code is met nowhere any more. */
export type StorageNews = { readonly code: StorageCode; readonly message: string | undefined }

export interface StorageTroubles {
  /** `from`: a recording or a room; undefined: it works there. */
  take(from: string, trouble: StorageTrouble | undefined): void
}

/** `tell`: what has changed of the codes. */
export function createStorageTroubles(tell: (news: StorageNews) => void): StorageTroubles {
  const troubles = new Map<string, StorageTrouble>()
  const messageOf = (code: StorageCode): string | undefined =>
    [...troubles.values()].findLast((one) => one.code === code)?.message
  return {
    take(from, trouble) {
      const codes = ['disk_full', 'bucket_failing'] as const
      const before = codes.map(messageOf)
      troubles.delete(from)
      if (trouble) troubles.set(from, trouble)
      for (const [at, code] of codes.entries()) {
        const message = messageOf(code)
        if (message !== before[at]) tell({ code, message })
      }
    },
  }
}

/** A UserError's own words, with what to do; of a fault, its message. */
export const sayProblem = (error: unknown): string =>
  error instanceof UserError && error.hint !== undefined
    ? `${error.message}. ${error.hint}`
    : error instanceof Error
      ? error.message
      : String(error)
