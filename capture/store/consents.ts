/** Who agreed to which text, and when. Rows are only ever added. */
import type { CaptureStore, Row } from './store.ts'

export interface Consent {
  readonly room: string
  readonly identity: string
  readonly name: string
  readonly version: number
  readonly at: string
}

export function addConsent(store: CaptureStore, project: string, consent: Omit<Consent, 'at'>): Consent {
  const at = store.now()
  store.run(
    'INSERT INTO consents (project, room, identity, name, version, at) VALUES (?, ?, ?, ?, ?, ?)',
    project,
    consent.room,
    consent.identity,
    consent.name,
    consent.version,
    at,
  )
  return { ...consent, at }
}

/** In the order they were given. */
export const listConsents = (store: CaptureStore, project: string, room: string): Consent[] =>
  store
    .all('SELECT * FROM consents WHERE project = ? AND room = ? ORDER BY consent_id', project, room)
    .map(toConsent)

const toConsent = (row: Row): Consent => ({
  room: String(row['room']),
  identity: String(row['identity']),
  name: String(row['name']),
  version: Number(row['version']),
  at: String(row['at']),
})
