/** The files of a folder store: found by key without leaving the root, read in parts, written whole. */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, lstat, mkdir, open, realpath, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { UserError } from '../model/index.ts'
import { changedObject, isPlainKey, missingObject } from './keys.ts'
import type { ObjectStat } from './objectStore.ts'

const STREAM_CHUNK_BYTES = 256 * 1024
/** Names begin so while they are written; a killed writer leaves one, and no listing shows it. */
export const TEMPORARY = '.lockstep-put-'

export interface Folder {
  /** Real path. */
  readonly root: string
  readonly uri: string
}

/** Undefined where there is no file (any more). */
export async function readStat(path: string, key: string): Promise<ObjectStat | undefined> {
  try {
    const found = await stat(path, { bigint: true })
    if (!found.isFile()) return undefined
    return { key, sizeBytes: Number(found.size), etag: etagOf(found), modifiedAt: found.mtime }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw explainFileError(error, path)
  }
}

const etagOf = ({ size, mtimeNs }: { readonly size: bigint; readonly mtimeNs: bigint }): string =>
  `${size.toString(16)}-${mtimeNs.toString(16)}`

/** Returns the real path of a key's file, or undefined where it is missing or leads out of the root. */
export async function findFile(folder: Folder, key: string): Promise<string | undefined> {
  if (!isPlainKey(key)) return undefined
  try {
    const path = await realpath(join(folder.root, key))
    const inside = path.startsWith(folder.root.endsWith(sep) ? folder.root : folder.root + sep)
    return inside && (await lstat(path)).isFile() ? path : undefined
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP')) return undefined
    throw explainFileError(error, key)
  }
}

async function openFile(folder: Folder, key: string, signal: AbortSignal | undefined): Promise<FileHandle> {
  signal?.throwIfAborted()
  const path = await findFile(folder, key)
  if (path === undefined) throw missingObject(key, folder.uri)
  try {
    return await open(path, constants.O_RDONLY)
  } catch (error) {
    throw hasCode(error, 'ENOENT') ? missingObject(key, folder.uri, error) : explainFileError(error, path)
  }
}

/** Opens a key's file, works with it and its size, and closes it whatever happens. */
export async function withFile<T>(
  folder: Folder,
  key: string,
  signal: AbortSignal | undefined,
  work: (file: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  const file = await openFile(folder, key, signal)
  try {
    return await work(file, (await file.stat()).size)
  } finally {
    await file.close()
  }
}

/** Reads bytes `[start, end)`; fewer where the file ends before. */
export async function readBytes(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, end - start))
  let filled = 0
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled)
    if (bytesRead === 0) return bytes.subarray(0, filled)
    filled += bytesRead
  }
  return bytes
}

/** Bytes `[start, end)` in chunks of 256 KiB; the file is closed at the end, on cancel and on abort. */
export async function openStream(
  folder: Folder,
  key: string,
  options: { start?: number; end?: number; etag?: string; signal?: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const file = await openFile(folder, key, options.signal)
  if (options.etag !== undefined && etagOf(await file.stat({ bigint: true })) !== options.etag) {
    await file.close()
    throw changedObject(key, folder.uri)
  }
  let at = options.start ?? 0
  const end = options.end ?? Number.POSITIVE_INFINITY
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          options.signal?.throwIfAborted()
          const bytes = await readBytes(file, at, Math.min(end, at + STREAM_CHUNK_BYTES))
          at += bytes.length
          if (bytes.length > 0) return controller.enqueue(bytes)
          await file.close()
          controller.close()
        } catch (error) {
          await file.close()
          throw error
        }
      },
      cancel: () => file.close(),
    },
    { highWaterMark: 1 },
  )
}

/** Writes a file whole and on disk, or not at all; false where something is. */
export async function putFile(
  folder: Folder,
  key: string,
  body: Uint8Array,
  signal?: AbortSignal,
): Promise<boolean> {
  signal?.throwIfAborted()
  if (!isPlainKey(key)) throw new UserError('key_refused', `${key} cannot be a file below ${folder.uri}`)
  const target = join(folder.root, key)
  const temporary = join(dirname(target), TEMPORARY + randomBytes(8).toString('hex'))
  try {
    await mkdir(dirname(target), { recursive: true })
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(body)
      await file.sync()
    } finally {
      await file.close()
    }
    // A hard link appears whole or fails where something is: a rename would overwrite it.
    await link(temporary, target)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw explainFileError(error, target)
  } finally {
    await rm(temporary, { force: true })
  }
}

export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException | undefined)?.code ?? '')

/** Returns the UserError for a refusal of the file system, else the error itself. */
export function explainFileError(error: unknown, path: string): unknown {
  if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) {
    return new UserError('access_denied', `may not read or write ${path}`, {
      hint: 'Check the owner and mode of the file and its folders.',
      cause: error,
    })
  }
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
    return new UserError('disk_full', `no room left to write ${path}`, {
      hint: 'Free some space on that disk: nothing that was there is lost.',
      cause: error,
    })
  }
  return error
}
