/**
 * Blocks as files of a folder: `<object>/<state>-<number>`, the bytes and their CRC-32. A block appears whole or not at
 * all, and is read through once by each process before a part of it is believed, so that a torn one is never served.
 * Over the limit the least recently read go. A file that cannot be written costs a second download and no more.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'

export interface BlockFiles {
  /** Bytes `[from, to)` of a block of `sizeBytes`; undefined where it is not there, or torn. */
  read(
    name: string,
    part: { readonly sizeBytes: number; readonly from: number; readonly to: number },
  ): Promise<Uint8Array | undefined>
  write(name: string, bytes: Uint8Array): Promise<void>
  has(name: string): Promise<boolean>
  /** Removes what is kept of an object in another state than `state`. */
  sweep(object: string, state: string): Promise<void>
  /** What all blocks take; resolves when the folder has been read. */
  bytes(): Promise<number>
}

const CRC_BYTES = 4
const TEMPORARY = '.part'

export function openBlockFiles(folder: string, limitBytes: number): BlockFiles {
  const own = randomBytes(6).toString('hex')
  /** Bytes by name, the least recently used first. */
  let kept = new Map<string, number>()
  const verified = new Set<string>()
  let total = 0
  let scanned: Promise<void> | undefined

  /** Once, while the first blocks are read already: 10,000 files take a fraction of a second. */
  const scan = (): Promise<void> => (scanned ??= readFolder(folder, own).then(take))

  function take(found: readonly Found[]): void {
    const before = found.filter(({ name }) => !kept.has(name))
    kept = new Map([...before.map(({ name, bytes }) => [name, bytes] as const), ...kept])
    for (const { bytes } of before) total += bytes
  }

  function forget(name: string): void {
    total -= kept.get(name) ?? 0
    kept.delete(name)
    verified.delete(name)
  }

  function use(name: string, bytes: number): void {
    forget(name)
    kept.set(name, bytes)
    verified.add(name)
    total += bytes
  }

  async function evict(): Promise<void> {
    await scan()
    for (const name of kept.keys()) {
      if (total <= limitBytes) return
      forget(name)
      await rm(join(folder, name), { force: true }).catch(() => undefined)
    }
  }

  /** Reads a block through before it is used first. */
  async function verify(name: string, file: FileHandle, sizeBytes: number): Promise<Uint8Array | undefined> {
    const bytes = await readPart(file, 0, sizeBytes + CRC_BYTES + 1)
    const isWhole =
      bytes.length === sizeBytes + CRC_BYTES &&
      Buffer.from(bytes.buffer).readUInt32LE(sizeBytes) === crc32(bytes.subarray(0, sizeBytes))
    if (!isWhole) return undefined
    use(name, bytes.length)
    const now = new Date()
    await utimes(join(folder, name), now, now).catch(() => undefined)
    return bytes
  }

  return {
    async read(name, { sizeBytes, from, to }) {
      void scan()
      const path = join(folder, name)
      const file = await open(path).catch(() => undefined)
      if (!file) {
        forget(name)
        return undefined
      }
      try {
        if (!verified.has(name)) {
          const whole = await verify(name, file, sizeBytes)
          if (whole) return whole.subarray(from, to)
        } else {
          use(name, sizeBytes + CRC_BYTES)
          const part = await readPart(file, from, to)
          if (part.length === to - from) return part
        }
      } finally {
        await file.close()
      }
      forget(name)
      await rm(path, { force: true }).catch(() => undefined)
      return undefined
    },
    async write(name, bytes) {
      const path = join(folder, name)
      const temporary = `${path}.${own}${randomBytes(4).toString('hex')}${TEMPORARY}`
      try {
        await mkdir(dirname(path), { recursive: true })
        const file = await open(temporary, 'wx')
        try {
          const trailer = Buffer.alloc(CRC_BYTES)
          trailer.writeUInt32LE(crc32(bytes))
          await file.writev([bytes, trailer])
        } finally {
          await file.close()
        }
        await rename(temporary, path)
        use(name, bytes.length + CRC_BYTES)
      } catch {
        await rm(temporary, { force: true }).catch(() => undefined)
      }
      await evict()
    },
    async has(name) {
      await scan()
      return kept.has(name)
    },
    async sweep(object, state) {
      const names = await readdir(join(folder, object)).catch(() => [])
      for (const name of names) {
        if (name.startsWith(`${state}-`)) continue
        forget(`${object}/${name}`)
        await rm(join(folder, object, name), { force: true }).catch(() => undefined)
      }
    },
    async bytes() {
      await scan()
      return total
    },
  }
}

interface Found {
  readonly name: string
  readonly bytes: number
}

/** The blocks of a folder, the longest unread first; what a killed process was writing is removed. */
async function readFolder(folder: string, own: string): Promise<Found[]> {
  const found: (Found & { readonly readMs: number })[] = []
  for (const object of await readdir(folder).catch(() => [])) {
    for (const file of await readdir(join(folder, object)).catch(() => [])) {
      const path = join(folder, object, file)
      if (file.endsWith(TEMPORARY)) {
        if (!file.includes(`.${own}`)) await rm(path, { force: true }).catch(() => undefined)
        continue
      }
      const { size, mtimeMs } = (await stat(path).catch(() => undefined)) ?? {}
      if (size !== undefined && mtimeMs !== undefined)
        found.push({ name: `${object}/${file}`, bytes: size, readMs: mtimeMs })
    }
  }
  return found.sort((a, b) => a.readMs - b.readMs)
}

async function readPart(file: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(to - from)
  let filled = 0
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
