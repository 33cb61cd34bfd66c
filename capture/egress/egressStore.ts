/**
 * What must outlive a kill: the merged state of each egress, which of it the bucket already has, and how far the journal
 * of webhooks was taken in. The backend keeps it in its own database; here are one in memory and one of files.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEgressState, printEgressState, type EgressState } from './mergeEgressInfo.ts'

export interface StoredEgress {
  readonly egressId: string
  readonly state: EgressState
  /** The sidecar as it was last written: its key and the SHA-256 of its text. */
  readonly written?: { readonly key: string; readonly sha256: string }
  /** LiveKit does not know it any more, though its end was never heard. */
  readonly isForgotten?: boolean
}

export interface EgressStore {
  find(egressId: string): Promise<StoredEgress | undefined>
  put(egress: StoredEgress): Promise<void>
  list(): Promise<readonly StoredEgress[]>
  /** Bytes of the webhook journal that are taken in; 0 at first. */
  readOffset(): Promise<number>
  putOffset(bytes: number): Promise<void>
}

export function createMemoryEgressStore(): EgressStore {
  const known = new Map<string, StoredEgress>()
  let offset = 0
  return {
    find: (egressId) => Promise.resolve(known.get(egressId)),
    put: (egress) => Promise.resolve(void known.set(egress.egressId, egress)),
    list: () => Promise.resolve([...known.values()]),
    readOffset: () => Promise.resolve(offset),
    putOffset: (bytes) => Promise.resolve(void (offset = bytes)),
  }
}

/** One small file an egress in a folder of its own; each replaced whole. A file that cannot be read counts as none. */
export async function openFileEgressStore(folder: string): Promise<EgressStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const store = createMemoryEgressStore()
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue
    const text = await readFile(join(folder, name), 'utf8')
    if (name === 'offset.json') await store.putOffset(Number(parse(text) ?? 0) || 0)
    else {
      const egress = readStored(parse(text))
      if (egress) await store.put(egress)
    }
  }
  return {
    ...store,
    put: async (egress) => {
      await store.put(egress)
      const { state, ...rest } = egress
      const text = JSON.stringify({ ...rest, state: printEgressState(state) })
      await replaceFile(join(folder, `${encodeURIComponent(egress.egressId)}.json`), text)
    },
    putOffset: async (bytes) => {
      await store.putOffset(bytes)
      await replaceFile(join(folder, 'offset.json'), String(bytes))
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readStored(value: unknown): StoredEgress | undefined {
  if (typeof value !== 'object' || value === null || !('state' in value)) return undefined
  try {
    return { ...(value as StoredEgress), state: parseEgressState(String(value.state)) }
  } catch {
    return undefined
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}
