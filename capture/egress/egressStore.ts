/**
 * What must outlive a kill: the merged state of each egress, which of it the bucket already has, and how far the journal
 * of webhooks was taken in. One small file an egress, each replaced whole; those of which nothing is awaited any more lie
 * apart (`settled/`) and are read when something is heard of them after all: a semester's fill no memory.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '../../core/storage/folderFiles.ts'
import { parseEgressState, printEgressState, type EgressState } from './mergeEgressInfo.ts'

export interface StoredEgress {
  readonly egressId: string
  readonly state: EgressState
  /** The sidecar as it was last written: its key and the SHA-256 of its text. */
  readonly written?: { readonly key: string; readonly sha256: string }
  /** LiveKit does not know it any more, though its end was never heard. */
  readonly isForgotten?: boolean
  /** Its end is known, or never will be, and the bucket has its sidecar. */
  readonly isSettled?: boolean
}

export interface EgressStore {
  find(egressId: string): Promise<StoredEgress | undefined>
  put(egress: StoredEgress): Promise<void>
  /** Those that are not settled. */
  list(): Promise<readonly StoredEgress[]>
  /** Bytes of the webhook journal that are taken in; 0 at first. */
  readOffset(): Promise<number>
  putOffset(bytes: number): Promise<void>
}

/** A file that cannot be read counts as none. */
export async function openFileEgressStore(folder: string): Promise<EgressStore> {
  const apart = join(folder, 'settled')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const unsettled = new Map<string, StoredEgress>()
  let offset = 0
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue
    const value = await readJson(join(folder, name))
    if (name === 'offset.json') offset = Number(value ?? 0) || 0
    else {
      const egress = readStored(value)
      if (egress) unsettled.set(egress.egressId, egress)
    }
  }
  return {
    find: async (egressId) =>
      unsettled.get(egressId) ?? readStored(await readJson(join(apart, fileOf(egressId)))),
    // The file first: what is in memory counts as kept.
    put: async (egress) => {
      const { state, ...rest } = egress
      const file = fileOf(egress.egressId)
      const text = JSON.stringify({ ...rest, state: printEgressState(state) })
      if (egress.isSettled) {
        await mkdir(apart, { recursive: true, mode: 0o700 })
        await replaceFile(join(apart, file), text)
        await rm(join(folder, file), { force: true })
        unsettled.delete(egress.egressId)
      } else {
        await replaceFile(join(folder, file), text)
        unsettled.set(egress.egressId, egress)
      }
    },
    list: () => Promise.resolve([...unsettled.values()]),
    readOffset: () => Promise.resolve(offset),
    putOffset: async (bytes) => {
      await replaceFile(join(folder, 'offset.json'), String(bytes))
      offset = bytes
    },
  }
}

const fileOf = (egressId: string): string => `${encodeURIComponent(egressId)}.json`

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return undefined
    throw error
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
