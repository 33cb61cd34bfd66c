/**
 * A folder as an object store. Keys are paths below the root with `/`; a link that leads out of the root is not
 * followed and a link to a folder never is, so that a crawl ends and stays inside.
 */
import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UserError } from '../model/index.ts'
import {
  explainFileError,
  findFile,
  hasCode,
  openStream,
  putFile,
  readBytes,
  readStat,
  TEMPORARY,
  withFile,
  type Folder,
} from './folderFiles.ts'
import { compareKeys, tooLargeObject } from './keys.ts'
import type { ObjectStat, ObjectStore } from './objectStore.ts'

const PAGE_KEYS = 1000

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
