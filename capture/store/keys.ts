/** API keys: the secret is shown once and kept as its argon2id hash (RFC 9106), so that the state gives none away. */
import { hash, verify } from '@node-rs/argon2'
import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { Key, KeyInput, KeyMade } from '../model/admin.ts'
import { Scope } from '../model/api.ts'
import type { CaptureStore, Row } from './store.ts'

export type Scope = z.infer<typeof Scope>
export type Key = z.infer<typeof Key>

/** A hash of nothing, so that an unknown key takes as long as a wrong secret. */
let decoy: Promise<string> | undefined

/** `secret`: given where a test or an operator brings one; absent: 256 random bits. */
export async function createKey(
  store: CaptureStore,
  input: z.infer<typeof KeyInput>,
  secret = randomBytes(32).toString('base64url'),
): Promise<z.infer<typeof KeyMade>> {
  const id = `LK_${randomBytes(9).toString('base64url')}`
  const hashed = await hash(secret)
  store.run(
    'INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, NULL)',
    id,
    input.label,
    hashed,
    JSON.stringify(input.scopes),
    input.project ?? null,
    store.now(),
  )
  return { ...findKey(store, id)!, secret }
}

/** The key where the secret is its own and it is not revoked. */
export async function checkKey(store: CaptureStore, id: string, secret: string): Promise<Key | undefined> {
  const row = store.get('SELECT * FROM keys WHERE key_id = ?', id)
  decoy ??= hash('nothing')
  const hashed = row === undefined ? await decoy : String(row['secret_hash'])
  const right = await verify(hashed, secret).catch(() => false)
  return row !== undefined && right && row['revoked_at'] === null ? toKey(row) : undefined
}

export function findKey(store: CaptureStore, id: string): Key | undefined {
  const row = store.get('SELECT * FROM keys WHERE key_id = ?', id)
  return row && toKey(row)
}

export const listKeys = (store: CaptureStore): Key[] =>
  store.all('SELECT * FROM keys ORDER BY created_at, key_id').map(toKey)

/** False where there is no such key; revoking twice keeps the first time. */
export const revokeKey = (store: CaptureStore, id: string): boolean =>
  store.run('UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE key_id = ?', store.now(), id) > 0

const toKey = (row: Row): Key => ({
  key: String(row['key_id']),
  label: String(row['label']),
  scopes: Scope.array().parse(JSON.parse(String(row['scopes']))),
  ...(row['project'] !== null && { project: String(row['project']) }),
  createdAt: String(row['created_at']),
  ...(row['revoked_at'] !== null && { revokedAt: String(row['revoked_at']) }),
})
