/** What one can do to tiers; each is written at once and can be taken back. */
import type { Tier } from '../../../core/protocol/review.ts'
import { rememberEdit } from '../commands/undoStore.ts'
import { submit } from './submit.ts'

/** Makes a tier, about one person or nobody; returns its id at once. */
export function addTier(sessionId: string, name: string, identity: string | null): string {
  const tierId = crypto.randomUUID()
  void submit(sessionId, { kind: 'createTier', tier: { tierId, name, identity, parentTierId: null } })
  rememberEdit({
    name: `make the tier ${name}`,
    undo: () => submit(sessionId, { kind: 'deleteTier', tierId }),
    redo: () => submit(sessionId, { kind: 'restoreTier', tierId }),
  })
  return tierId
}

export function renameTier(sessionId: string, { tierId, name: before }: Tier, name: string): void {
  if (name === before) return
  const write = (to: string): Promise<void> =>
    submit(sessionId, { kind: 'changeTier', tierId, change: { name: to } })
  void write(name)
  rememberEdit({ name: `rename the tier ${before}`, undo: () => write(before), redo: () => write(name) })
}

/** Moves a tier one place up (−1) or down (1) among the others; nothing at the ends. */
export function shiftTier(sessionId: string, tiers: readonly Tier[], tierId: string, by: -1 | 1): void {
  const from = tiers.findIndex((tier) => tier.tierId === tierId)
  const to = from + by
  if (from < 0 || to < 0 || to >= tiers.length) return
  const write = (position: number): Promise<void> =>
    submit(sessionId, { kind: 'changeTier', tierId, change: { position } })
  void write(to)
  rememberEdit({ name: `move the tier ${tiers[from]!.name}`, undo: () => write(from), redo: () => write(to) })
}

/** Takes a tier back with all that is in it. */
export function removeTier(sessionId: string, { tierId, name }: Tier): void {
  void submit(sessionId, { kind: 'deleteTier', tierId })
  rememberEdit({
    name: `delete the tier ${name}`,
    undo: () => submit(sessionId, { kind: 'restoreTier', tierId }),
    redo: () => submit(sessionId, { kind: 'deleteTier', tierId }),
  })
}
