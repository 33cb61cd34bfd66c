/**
 * The folder renditions lie in: what was used last is kept, within a limit. A rendition is there when its MP4 is,
 * which is written after its index and removed before it. The time of use is the MP4's own, so it outlives the program.
 */
import { mkdir, open, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { parseRenditionHead, RENDITION_HEAD_BYTES } from '../../core/protocol/rendition.ts'
import { writeFileAtomic } from '../writeFileAtomic.ts'
import { parseFileName } from './names.ts'

/** Used this recently, it is never evicted: somebody plays it. Also how often a use is written down. */
const RECENT_MS = 60_000

export interface ShelvedRendition {
  readonly file: string
  readonly indexFile: string
  readonly widthPx: number
  readonly heightPx: number
  readonly sizeBytes: number
}

export interface Shelf {
  readonly folder: string
  /** Where its files lie or are to be written; the folder exists once `sweep` has run. */
  pathsOf(name: string): { file: string; indexFile: string }
  /** Counts as used now. */
  find(name: string): Promise<ShelvedRendition | { readonly failed: string } | undefined>
  /** Remembers why there will be none. */
  fail(name: string, message: string): Promise<void>
  remove(name: string): Promise<void>
  /** Removes halves of the name that a killed child left; without one, all halves. */
  sweepHalves(name?: string): Promise<void>
  /** Removes what is not among the `wanted` of its names, and all halves. Only while nothing is being made. */
  sweep(findWanted: (names: readonly string[]) => Promise<ReadonlySet<string>>): Promise<void>
  /** Removes what was used longest ago until the rest is within the limit, sparing what was used in the last minute. */
  evict(): Promise<void>
}

export function createShelf(options: { folder: string; limitBytes: number; now: () => number }): Shelf {
  const { folder, limitBytes, now } = options
  /** When each was last used as this program knows, and when that was last written down. */
  const used = new Map<string, { atMs: number; writtenMs: number }>()
  const sizes = new Map<string, Pick<ShelvedRendition, 'widthPx' | 'heightPx'>>()
  const pathsOf = (name: string): { file: string; indexFile: string } => ({
    file: join(folder, `${name}.mp4`),
    indexFile: join(folder, `${name}.idx`),
  })
  const failurePath = (name: string): string => join(folder, `${name}.failed`)

  async function touch(name: string): Promise<void> {
    const atMs = now()
    const before = used.get(name)
    if (before && atMs - before.writtenMs < RECENT_MS) {
      before.atMs = atMs
      return
    }
    used.set(name, { atMs, writtenMs: atMs })
    await utimes(pathsOf(name).file, atMs / 1000, atMs / 1000).catch(() => undefined)
  }

  async function remove(name: string): Promise<void> {
    const { file, indexFile } = pathsOf(name)
    used.delete(name)
    sizes.delete(name)
    for (const path of [file, indexFile, failurePath(name)]) await rm(path, { force: true })
  }

  async function list() {
    const files = await readdir(folder).catch(() => [])
    return files.flatMap((file) => {
      const parsed = parseFileName(file)
      return parsed ? [parsed] : []
    })
  }

  async function sweepHalves(name = ''): Promise<void> {
    for (const file of await readdir(folder).catch(() => []))
      if (file.startsWith(name) && file.endsWith('.part')) await rm(join(folder, file), { force: true })
  }

  return {
    folder,
    pathsOf,
    remove,
    sweepHalves,
    async find(name) {
      const paths = pathsOf(name)
      const found = await stat(paths.file).catch(() => undefined)
      if (!found) {
        const failed = await readFile(failurePath(name), 'utf8').catch(() => undefined)
        return failed === undefined ? undefined : { failed }
      }
      const size = sizes.get(name) ?? (await readSize(paths.indexFile))
      if (!size) {
        // Without its index nobody can play it.
        await remove(name)
        return undefined
      }
      sizes.set(name, size)
      await touch(name)
      return { ...paths, ...size, sizeBytes: found.size }
    },
    fail: (name, message) => writeFileAtomic(failurePath(name), new TextEncoder().encode(message)),
    async sweep(findWanted) {
      await mkdir(folder, { recursive: true })
      await sweepHalves()
      const files = await list()
      const wanted = await findWanted(files.map(({ name }) => name))
      const whole = new Set(files.filter(({ extension }) => extension !== 'idx').map(({ name }) => name))
      for (const { name } of files) if (!wanted.has(name) || !whole.has(name)) await remove(name)
    },
    async evict() {
      const names = new Set((await list()).map(({ name }) => name))
      const shelved = await Promise.all([...names].map(weigh))
      const present = shelved.filter((one) => one !== undefined)
      let total = present.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
      const atMs = now()
      for (const { name, sizeBytes, usedMs } of present.sort((a, b) => a.usedMs - b.usedMs)) {
        if (total <= limitBytes || atMs - usedMs < RECENT_MS) return
        await remove(name)
        total -= sizeBytes
      }
    },
  }

  async function weigh(
    name: string,
  ): Promise<{ name: string; sizeBytes: number; usedMs: number } | undefined> {
    const { file, indexFile } = pathsOf(name)
    const [media, index] = await Promise.all(
      [file, indexFile].map((path) => stat(path).catch(() => undefined)),
    )
    if (!media) return undefined
    const usedMs = Math.max(media.mtimeMs, used.get(name)?.atMs ?? 0)
    return { name, sizeBytes: media.size + (index?.size ?? 0), usedMs }
  }
}

async function readSize(
  indexFile: string,
): Promise<Pick<ShelvedRendition, 'widthPx' | 'heightPx'> | undefined> {
  const handle = await open(indexFile).catch(() => undefined)
  if (!handle) return undefined
  try {
    const bytes = new Uint8Array(RENDITION_HEAD_BYTES)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
    const { widthPx, heightPx } = parseRenditionHead(bytes.subarray(0, bytesRead))
    return { widthPx, heightPx }
  } catch {
    return undefined
  } finally {
    await handle.close()
  }
}
