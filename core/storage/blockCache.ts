/**
 * Originals of a bucket through a cache on disk: cut into blocks, each fetched once however many read it at the same
 * time, the next one ahead of a reader that goes on. Blocks belong to one state of an object (store, key, etag).
 */
import { createHash } from 'node:crypto'
import { UserError } from '../model/index.ts'
import { openBlockFiles, type BlockFiles } from './blockFiles.ts'
import type { ObjectStore } from './objectStore.ts'
import { createFlights, type Flights } from './blockFlights.ts'

/**
 * As much as one range of a player: a smaller block costs a slow bucket more requests a second of media, a larger one
 * delays the first picture by what it takes to transfer.
 */
export const BLOCK_BYTES = 1 << 20

export interface CachedObject {
  readonly store: Pick<ObjectStore, 'uri' | 'stream'>
  readonly key: string
  readonly etag: string
  readonly sizeBytes: number
}

export interface BlockCache {
  /** Bytes `[start, end)`, clipped to the object. Throws as the store does, and `object_changed`. */
  read(object: CachedObject, start: number, end: number, signal: AbortSignal): Promise<Uint8Array>
  /** The same a block at a time; the first has been read when this resolves. */
  stream(
    object: CachedObject,
    start: number,
    end: number,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>>
  /** What the blocks on disk take. */
  bytes(): Promise<number>
  /** Ends what is being fetched; resolves when nothing is written any more. */
  close(): Promise<void>
}

interface BlockCacheOptions {
  readonly folder: string
  readonly limitBytes: number
  readonly blockBytes?: number
}

export function openBlockCache({
  folder,
  limitBytes,
  blockBytes = BLOCK_BYTES,
}: BlockCacheOptions): BlockCache {
  const files = openBlockFiles(folder, limitBytes)
  const flights = createFlights()
  /** Of each object read by this process, where its last reader was. */
  const readers = new Map<string, { readonly state: string; start: number; block: number }>()

  /** Reads one block's part, from the disk or the store. */
  async function readBlock(
    object: CachedObject,
    { block, from, to }: { readonly block: number; readonly from: number; readonly to: number },
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    signal.throwIfAborted()
    const start = block * blockBytes
    const sizeBytes = Math.min(object.sizeBytes, start + blockBytes) - start
    const name = nameOf(object, block)
    const found = flights.has(name) ? undefined : await files.read(name, { sizeBytes, from, to })
    if (found) return found
    const bytes = await flights.join(name, signal, fetching(files, object, { name, start, sizeBytes }))
    return bytes.subarray(from, to)
  }

  /** Fetches the block after a reader that goes on, so that it is there when it is asked for. */
  function readAhead(object: CachedObject, start: number, block: number): void {
    const { folder: own, state } = hashesOf(object)
    const before = readers.get(own)
    if (before?.state !== state) {
      if (readers.size > 10_000) readers.clear()
      void files.sweep(own, state)
    }
    readers.set(own, { state, start, block })
    const first = Math.floor(start / blockBytes)
    const goesOn =
      before?.state === state && start > before.start && first <= before.block + 1 && block >= before.block
    const next = block + 1
    if (!goesOn || next * blockBytes >= object.sizeBytes) return
    void fetchAhead(files, flights, object, {
      name: nameOf(object, next),
      start: next * blockBytes,
      sizeBytes: Math.min(object.sizeBytes, (next + 1) * blockBytes) - next * blockBytes,
    })
  }

  /** The blocks of `[start, end)`, each with its part. */
  function cut(start: number, end: number): { block: number; from: number; to: number }[] {
    const parts = []
    for (let at = start; at < end;) {
      const block = Math.floor(at / blockBytes)
      const until = Math.min(end, (block + 1) * blockBytes)
      parts.push({ block, from: at - block * blockBytes, to: until - block * blockBytes })
      at = until
    }
    return parts
  }

  async function read(
    object: CachedObject,
    start: number,
    end: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const parts = cut(start, Math.min(end, object.sizeBytes))
    if (parts.length === 0) return new Uint8Array(0)
    readAhead(object, start, parts.at(-1)!.block)
    const read = await Promise.all(parts.map((part) => readBlock(object, part, signal)))
    return read.length === 1 ? read[0]! : Buffer.concat(read)
  }

  return {
    read,
    async stream(object, start, end, signal) {
      const parts = cut(start, Math.min(end, object.sizeBytes)).values()
      const next = async (): Promise<Uint8Array | undefined> => {
        const { value: part } = parts.next()
        if (!part) return undefined
        const from = part.block * blockBytes
        return read(object, from + part.from, from + part.to, signal)
      }
      let held = await next()
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const bytes = held ?? (await next())
            held = undefined
            if (bytes) controller.enqueue(bytes)
            else controller.close()
          },
        },
        { highWaterMark: 0 },
      )
    },
    bytes: () => files.bytes(),
    close: () => flights.close(),
  }
}

interface Block {
  readonly name: string
  readonly start: number
  readonly sizeBytes: number
}

/** Work that gives a block and then keeps it. */
const fetching =
  (files: BlockFiles, object: CachedObject, { name, start, sizeBytes }: Block) =>
  async (signal: AbortSignal, give: (bytes: Uint8Array) => void): Promise<void> => {
    const { store, key, etag } = object
    const body = await store.stream(key, { start, end: start + sizeBytes, etag, signal })
    const bytes = new Uint8Array(sizeBytes)
    let filled = 0
    for await (const chunk of body) {
      if (filled + chunk.length > sizeBytes) throw changed(object)
      bytes.set(chunk, filled)
      filled += chunk.length
    }
    if (filled !== sizeBytes) throw changed(object)
    give(bytes)
    await files.write(name, bytes)
  }

/** What fails ahead is asked for again, and told, when a reader comes to it. */
async function fetchAhead(
  files: BlockFiles,
  flights: Flights,
  object: CachedObject,
  block: Block,
): Promise<void> {
  if (flights.has(block.name) || (await files.has(block.name))) return
  await flights.join(block.name, undefined, fetching(files, object, block)).catch(() => undefined)
}

const changed = ({ store, key }: CachedObject): UserError =>
  new UserError('object_changed', `${key} in ${store.uri} has another size than it had`)

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

const hashesOf = ({ store, key, etag }: CachedObject): { folder: string; state: string } => ({
  folder: hash(`${store.uri}\0${key}`).slice(0, 24),
  state: hash(etag).slice(0, 12),
})

const nameOf = (object: CachedObject, block: number): string => {
  const { folder, state } = hashesOf(object)
  return `${folder}/${state}-${block}`
}
