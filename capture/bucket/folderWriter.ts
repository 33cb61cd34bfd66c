/**
 * A folder as a bucket: each file is written under a name that no listing shows, synced, and renamed, so that under its
 * own name it is whole or not there, whenever the power fails.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  explainFileError,
  findFile,
  hasCode,
  readBytes,
  readStat,
  TEMPORARY,
  withFile,
  type Folder,
} from '../../core/storage/folderFiles.ts'
import { isPlainKey, tooLargeObject } from '../../core/storage/keys.ts'
import { UserError } from '../../core/model/index.ts'
import type { BucketObject, BucketWriter, UploadOptions } from './bucketWriter.ts'

const COPY_BYTES = 1 << 20
/** Nobody who writes leaves a file untouched for so long. */
const LEFT_MS = 3_600_000
export const READ_BYTES = 16 << 20

/** Opens a folder, made where it is missing. */
export async function openFolderWriter(path: string): Promise<BucketWriter> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOTDIR'))
      throw new UserError('folder_missing', `${path} is not a folder`, { cause: error })
    throw explainFileError(error, path)
  }
  const root = await realpath(path)
  const folder: Folder = { root, uri: pathToFileURL(root).href }
  const find = async (key: string): Promise<BucketObject | undefined> => {
    const found = await findFile(folder, key)
    const known = found === undefined ? undefined : await readStat(found, key)
    return known && { key, sizeBytes: known.sizeBytes }
  }
  return {
    uri: folder.uri,
    put: (key, bytes, options) => write(folder, key, options?.signal, (file) => file.writeFile(bytes)),
    uploadFile: (key, source, options = {}) =>
      write(folder, key, options.signal, (file) => copy(source, file, options)),
    stat: find,
    exists: async (key) => (await find(key)) !== undefined,
    read: async (key, signal) => {
      if ((await find(key)) === undefined) return undefined
      return withFile(folder, key, signal, (file, sizeBytes) => {
        if (sizeBytes > READ_BYTES)
          throw tooLargeObject({ key, uri: folder.uri, sizeBytes, maxBytes: READ_BYTES })
        return readBytes(file, 0, sizeBytes)
      })
    },
    close: () => Promise.resolve(),
  }
}

async function write(
  folder: Folder,
  key: string,
  signal: AbortSignal | undefined,
  fill: (file: FileHandle) => Promise<void>,
): Promise<BucketObject> {
  signal?.throwIfAborted()
  if (!isPlainKey(key)) throw new UserError('key_refused', `${key} cannot be a file below ${folder.uri}`)
  const target = join(folder.root, key)
  const home = dirname(target)
  const begin = `${TEMPORARY}${createHash('sha256').update(key).digest('hex').slice(0, 16)}-`
  const temporary = join(home, begin + randomBytes(6).toString('hex'))
  try {
    await mkdir(home, { recursive: true })
    await sweep(home, begin)
    const file = await open(temporary, 'wx')
    try {
      await fill(file)
      await file.sync()
    } finally {
      await file.close()
    }
    signal?.throwIfAborted()
    await rename(temporary, target)
    await syncFolder(home)
    return { key, sizeBytes: (await stat(target)).size }
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw explainFileError(error, target)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Removes what a killed writer of the same key left; another process may be writing it just now. */
async function sweep(home: string, begin: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(begin)) continue
    const path = join(home, name)
    const { mtimeMs = Date.now() } = (await stat(path).catch(() => undefined)) ?? {}
    if (Date.now() - mtimeMs > LEFT_MS) await rm(path, { force: true })
  }
}

async function copy(source: string, target: FileHandle, options: UploadOptions): Promise<void> {
  const file = await open(source, 'r')
  try {
    const total = (await file.stat()).size
    for (let sent = 0; sent < total;) {
      options.signal?.throwIfAborted()
      const bytes = await readBytes(file, sent, Math.min(total, sent + COPY_BYTES))
      if (bytes.length === 0)
        throw new UserError('file_changed', `${source} became shorter while it was copied`)
      await target.writeFile(bytes)
      sent += bytes.length
      options.onProgress?.(sent, total)
    }
  } finally {
    await file.close()
  }
}

/** Makes the new name itself survive a power failure; Windows has no such call and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
