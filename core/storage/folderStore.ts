/**
 * A folder as an object store. Keys are paths below the root with `/`; a link that leads out of the root is not
 * followed and a link to a folder never is, so that a crawl ends and stays inside.
 */
import { randomBytes } from 'node:crypto'
import { constants, type Dirent } from 'node:fs'
import { link, lstat, mkdir, open, readdir, realpath, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UserError } from '../model/index.ts'
import { compareKeys, isPlainKey, missingObject, tooLargeObject } from './keys.ts'
import type { ObjectStat, ObjectStore } from './objectStore.ts'

const PAGE_KEYS = 1000
const STREAM_CHUNK_BYTES = 256 * 1024
const TEMPORARY = '.lockstep-put-'

interface Folder {
  readonly root: string
  readonly uri: string
}

/** Opens a folder; throws UserError `folder_missing` where it is not one. */
export async function openFolderStore(path: string): Promise<ObjectStore> {
  const root = await realpath(resolve(path)).catch(() => undefined)
  if (root === undefined || !(await stat(root)).isDirectory()) {
    throw new UserError(
      'folder_missing',
      `${resolve(path)} is ${root === undefined ? 'not there' : 'not a folder'}`,
      {
        hint: 'Name the folder that holds the bucket, or s3://bucket/prefix.',
      },
    )
  }
  const folder: Folder = { root, uri: pathToFileURL(root).href }
  return {
    uri: folder.uri,
    list: (options = {}) => listPages(folder, options),
    stat: async (key, signal) => {
      signal?.throwIfAborted()
      const path = await findFile(folder, key)
      return path === undefined ? undefined : readStat(path, key)
    },
    readRange: (key, start, end, signal) =>
      withFile(folder, key, signal, async (file, size) => readBytes(file, start, Math.min(end, size))),
    readSmall: (key, { maxBytes, signal }) =>
      withFile(folder, key, signal, (file, size) => {
        if (size > maxBytes) throw tooLargeObject({ key, uri: folder.uri, sizeBytes: size, maxBytes })
        return readBytes(file, 0, size)
      }),
    stream: (key, options = {}) => openStream(folder, key, options),
    putIfAbsent: (key, body, signal) => putFile(folder, key, body, signal),
  }
}

async function* listPages(
  folder: Folder,
  options: { prefix?: string; signal?: AbortSignal },
): AsyncGenerator<readonly ObjectStat[]> {
  let page: ObjectStat[] = []
  for await (const found of walk(folder, { key: '', prefix: options.prefix ?? '', signal: options.signal })) {
    page.push(found)
    if (page.length === PAGE_KEYS) {
      yield page
      page = []
    }
  }
  if (page.length > 0) yield page
}

async function* walk(
  folder: Folder,
  options: { key: string; prefix: string; signal: AbortSignal | undefined },
): AsyncGenerator<ObjectStat> {
  const { key, prefix, signal } = options
  const entries = await readFolder(join(folder.root, key))
  // A folder sorts as `name/`: that is where its keys stand among its siblings.
  const named = entries.map((entry) => ({ entry, name: key + entry.name + (entry.isDirectory() ? '/' : '') }))
  for (const { entry, name } of named.sort((a, b) => compareKeys(a.name, b.name))) {
    signal?.throwIfAborted()
    if (entry.isDirectory()) {
      if (name.startsWith(prefix) || prefix.startsWith(name))
        yield* walk(folder, { key: name, prefix, signal })
    } else if (name.startsWith(prefix) && !entry.name.startsWith(TEMPORARY)) {
      const found = await readEntry(folder, entry, name)
      if (found) yield found
    }
  }
}

async function readFolder(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true })
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw explainFileError(error, path)
  }
}

async function readEntry(folder: Folder, entry: Dirent, key: string): Promise<ObjectStat | undefined> {
  const path = entry.isSymbolicLink()
    ? await findFile(folder, key)
    : entry.isFile()
      ? join(folder.root, key)
      : undefined
  return path === undefined ? undefined : readStat(path, key)
}

async function readStat(path: string, key: string): Promise<ObjectStat | undefined> {
  try {
    const found = await stat(path, { bigint: true })
    if (!found.isFile()) return undefined
    const etag = `${found.size.toString(16)}-${found.mtimeNs.toString(16)}`
    return { key, sizeBytes: Number(found.size), etag, modifiedAt: found.mtime }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw explainFileError(error, path)
  }
}

/** Returns the real path of a key's file, or undefined where it is missing or leads out of the root. */
async function findFile(folder: Folder, key: string): Promise<string | undefined> {
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

async function withFile<T>(
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

async function readBytes(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, end - start))
  let filled = 0
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled)
    if (bytesRead === 0) return bytes.subarray(0, filled)
    filled += bytesRead
  }
  return bytes
}

async function openStream(
  folder: Folder,
  key: string,
  options: { start?: number; end?: number; signal?: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const file = await openFile(folder, key, options.signal)
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

async function putFile(
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

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException | undefined)?.code ?? '')

function explainFileError(error: unknown, path: string): unknown {
  if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) {
    return new UserError('access_denied', `may not read or write ${path}`, {
      hint: 'Check the owner and mode of the file and its folders.',
      cause: error,
    })
  }
  return error
}
