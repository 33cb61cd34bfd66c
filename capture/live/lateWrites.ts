/**
 * Writes into the store that a room does not wait for: where the disk takes nothing they stay in memory, in their order,
 * and are done once it does. What goes on is recorded and shown meanwhile.
 */
import { readStorageTrouble, type StorageTrouble } from './storageTroubles.ts'

export interface LateWrites {
  /** Does it now and says what came of it; undefined: the disk takes nothing, it is done after what waits already. */
  write<T>(work: () => T): { readonly value: T } | undefined
  /** Tries what waits; call it now and then. */
  retry(): void
  isBehind(): boolean
}

/** `tell`: what hinders the store; undefined: nothing. Other errors than the disk's are thrown. */
export function createLateWrites(tell: (trouble: StorageTrouble | undefined) => void): LateWrites {
  const waiting: (() => unknown)[] = []
  const run = <T>(work: () => T): { value: T } | undefined => {
    try {
      return { value: work() }
    } catch (error) {
      const trouble = readStorageTrouble(error)
      if (!trouble) throw error
      tell(trouble)
      return undefined
    }
  }
  return {
    write(work) {
      const done = waiting.length === 0 ? run(work) : undefined
      if (!done) waiting.push(work)
      return done
    },
    retry() {
      if (waiting.length === 0) return
      while (waiting[0] && run(waiting[0])) waiting.shift()
      if (waiting.length === 0) tell(undefined)
    },
    isBehind: () => waiting.length > 0,
  }
}
