/** Tiers: layers of annotation. One that is taken back hides its annotations, and brings them back with it. */
import type { Catalog } from '../core/catalog/catalog.ts'
import { UserError } from '../core/model/index.ts'
import type { NewTier, Tier, TierChange } from '../core/protocol/index.ts'
import { readClock, type Reader } from './clock.ts'
import { readTiers } from './readAnnotations.ts'

interface TierRow {
  tier_id: string
  session_id: string
  name: string
  identity: string | null
  parent_tier_id: string | null
  author: string | null
  deleted: boolean
}

/** Makes a tier, below those there are; one sent again is the one there is. Throws UserError `session_missing`, `tier_missing`. */
export async function createTier(
  catalog: Catalog,
  sessionId: string,
  request: NewTier & { readonly author: string },
  now: Date = new Date(),
): Promise<Tier> {
  return catalog.transaction(async (tx) => {
    const { tierId, name, identity, parentTierId, author } = request
    const known = await findTier(tx, tierId)
    if (known) return viewTier(known)
    await readClock(tx, sessionId)
    if (parentTierId) await requireTier(tx, parentTierId)
    const [last] = await tx.all<{ position: number | null }>(
      'SELECT max(position) AS position FROM tiers WHERE session_id = ?',
      [sessionId],
    )
    await tx.append('tiers', [
      {
        tier_id: tierId,
        session_id: sessionId,
        name,
        identity: identity ?? null,
        parent_tier_id: parentTierId ?? null,
        author,
        position: (last?.position ?? -1) + 1,
        created_at: now,
        deleted_at: null,
      },
    ])
    return viewTier(await getTier(tx, tierId))
  })
}

/** Renames a tier or moves it to a place among its session's, from 0. Throws UserError `tier_missing`. */
export async function changeTier(catalog: Catalog, tierId: string, change: TierChange): Promise<Tier> {
  return catalog.transaction(async (tx) => {
    const { session_id: sessionId } = await getTier(tx, tierId)
    if (change.name !== undefined)
      await tx.run('UPDATE tiers SET name = ? WHERE tier_id = ?', [change.name, tierId])
    if (change.position !== undefined) {
      const order = (await readTiers(tx, sessionId)).map((tier) => tier.tierId).filter((id) => id !== tierId)
      order.splice(change.position, 0, tierId)
      for (const [position, id] of order.entries())
        await tx.run('UPDATE tiers SET position = ? WHERE tier_id = ?', [position, id])
    }
    return viewTier(await getTier(tx, tierId))
  })
}

/** Takes a tier back, and with it what is in it; again does nothing. Throws UserError `tier_missing`. */
export async function deleteTier(
  catalog: Catalog,
  tierId: string,
  now: Date = new Date(),
): Promise<{ sessionId: string }> {
  return catalog.transaction(async (tx) => {
    const { session_id: sessionId } = await getTier(tx, tierId)
    await tx.run('UPDATE tiers SET deleted_at = ? WHERE tier_id = ? AND deleted_at IS NULL', [now, tierId])
    return { sessionId }
  })
}

/** Puts a tier back with what is in it. Throws UserError `tier_missing`. */
export async function restoreTier(catalog: Catalog, tierId: string): Promise<Tier> {
  return catalog.transaction(async (tx) => {
    await getTier(tx, tierId)
    await tx.run('UPDATE tiers SET deleted_at = NULL WHERE tier_id = ?', [tierId])
    return viewTier(await getTier(tx, tierId))
  })
}

/** Throws UserError `tier_missing` where there is no such tier or it was taken back. */
export async function requireTier(reader: Reader, tierId: string): Promise<void> {
  const tier = await getTier(reader, tierId)
  if (tier.deleted)
    throw new UserError('tier_missing', `tier ${tier.name} was taken back`, { hint: 'Restore it.' })
}

async function findTier(reader: Reader, tierId: string): Promise<TierRow | undefined> {
  const [row] = await reader.all<TierRow>(
    `SELECT tier_id, session_id, name, identity, parent_tier_id, author, deleted_at IS NOT NULL AS deleted
     FROM tiers WHERE tier_id = ?`,
    [tierId],
  )
  return row
}

async function getTier(reader: Reader, tierId: string): Promise<TierRow> {
  const row = await findTier(reader, tierId)
  if (!row) throw new UserError('tier_missing', `there is no tier ${tierId}`)
  return row
}

const viewTier = (row: TierRow): Tier => ({
  tierId: row.tier_id,
  name: row.name,
  identity: row.identity,
  parentTierId: row.parent_tier_id,
  author: row.author,
})
