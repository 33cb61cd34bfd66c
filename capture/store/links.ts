/**
 * Join links: one a person and room, its code 128 random bits. A code is looked up by its SHA-256 (random enough to need
 * no salt) and kept sealed beside it: whoever runs a study has to be able to show a link again on the day, while a copied
 * database alone opens no room.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { CaptureStore, Row } from './store.ts'

export interface Link {
  readonly code: string
  readonly project: string
  readonly room: string
  readonly identity: string
  readonly name: string
  /** The further columns of a sheet. */
  readonly metadata: Readonly<Record<string, string>>
}

export type LinkInput = Omit<Link, 'code' | 'project' | 'metadata'> & Partial<Pick<Link, 'metadata'>>

const CODE_BYTES = 16

/** Makes the link, or returns the one there is with its name and metadata brought up to date: the code stays. */
export function putLink(store: CaptureStore, project: string, input: LinkInput): Link {
  return store.transact(() => {
    const { room, identity } = input
    const metadata = JSON.stringify(input.metadata ?? {})
    const changed = store.run(
      'UPDATE links SET name = ?, metadata = ? WHERE project = ? AND room = ? AND identity = ?',
      input.name,
      metadata,
      project,
      room,
      identity,
    )
    if (changed === 0) {
      const code = randomBytes(CODE_BYTES).toString('base64url')
      const codeHash = hashCode(code)
      store.run(
        'INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        codeHash,
        store.secrets.seal(placeOf(codeHash), code),
        project,
        room,
        identity,
        input.name,
        metadata,
        store.now(),
      )
    }
    const row = store.get(
      'SELECT * FROM links WHERE project = ? AND room = ? AND identity = ?',
      project,
      room,
      identity,
    )
    return toLink(store, row!)
  })
}

export function findLink(store: CaptureStore, code: string): Link | undefined {
  const row = store.get('SELECT * FROM links WHERE code_hash = ?', hashCode(code))
  return row && toLink(store, row)
}

export function findLinkOf(
  store: CaptureStore,
  project: string,
  { room, identity }: { room: string; identity: string },
): Link | undefined {
  const row = store.get(
    'SELECT * FROM links WHERE project = ? AND room = ? AND identity = ?',
    project,
    room,
    identity,
  )
  return row && toLink(store, row)
}

export const listLinks = (store: CaptureStore, project: string, room: string): Link[] =>
  store
    .all('SELECT * FROM links WHERE project = ? AND room = ? ORDER BY identity', project, room)
    .map((row) => toLink(store, row))

const hashCode = (code: string): Uint8Array => new Uint8Array(createHash('sha256').update(code).digest())
const placeOf = (codeHash: Uint8Array): string => `links/${Buffer.from(codeHash).toString('hex')}`

function toLink(store: CaptureStore, row: Row): Link {
  const codeHash = row['code_hash'] as Uint8Array
  return {
    code: store.secrets.open(placeOf(codeHash), row['code'] as Uint8Array),
    project: String(row['project']),
    room: String(row['room']),
    identity: String(row['identity']),
    name: String(row['name']),
    metadata: JSON.parse(String(row['metadata'])) as Record<string, string>,
  }
}
