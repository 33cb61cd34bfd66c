/** Answers read from a catalog, kept for as long as nothing is written to it. */
import type { Catalog } from '../../core/catalog/catalog.ts'

const KEPT = 8

interface Remembered {
  readonly revision: number
  readonly answers: Map<string, unknown>
}

const known = new WeakMap<Catalog, Remembered>()

/** Reads, or gives what was read by the same key since the last write; at most the newest eight are kept. */
export async function remember<T>(catalog: Catalog, key: string, read: () => Promise<T>): Promise<T> {
  const { revision } = catalog
  const before = known.get(catalog)
  if (before?.revision === revision && before.answers.has(key)) return before.answers.get(key) as T
  const answer = await read()
  const kept = known.get(catalog)
  const answers = kept?.revision === revision ? kept.answers : new Map<string, unknown>()
  answers.set(key, answer)
  for (const oldest of [...answers.keys()].slice(0, -KEPT)) answers.delete(oldest)
  known.set(catalog, { revision, answers })
  return answer
}
