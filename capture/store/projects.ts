/**
 * Projects: a LiveKit server, a bucket, a recorder, a consent text. What opens either is sealed at rest and leaves the
 * store by `readAccess` alone. A deleted project loses its secrets at once; what people consented to is kept.
 */
import type { z } from 'zod'
import { UserError } from '../../core/model/index.ts'
import type { ProjectPatch } from '../model/admin.ts'
import type { Project, ProjectInput } from '../model/api.ts'
import type { CaptureStore, Row } from './store.ts'

export type Project = z.infer<typeof Project>
export type ProjectInput = z.infer<typeof ProjectInput>
export type ProjectPatch = z.infer<typeof ProjectPatch>
type S3 = NonNullable<ProjectInput['s3']>

/** What a project's LiveKit server and bucket are reached with. Never answered, logged or thrown. */
export interface ProjectAccess {
  readonly livekitUrl: string
  /** For browsers, `ws(s)://`. */
  readonly joinUrl: string
  readonly livekitApiKey: string
  readonly livekitApiSecret: string
  readonly bucketUri: string
  readonly s3: S3
}

export const CONSENT_TEXT =
  'This session is recorded: your camera, microphone, screen and messages. I agree to being recorded.'

const SELECT = `SELECT p.*, c.text FROM projects p JOIN consent_texts c
  ON c.project = p.project AND c.version = p.consent_version WHERE p.deleted_at IS NULL`

/** Throws UserError `project_exists`. A deleted one of the name comes back with new settings; its texts count on. */
export function createProject(store: CaptureStore, input: ProjectInput): Project {
  return store.transact(() => {
    if (findProject(store, input.name)) {
      throw new UserError('project_exists', `there is a project ${input.name} already`, {
        hint: 'Take another name, or change that one (PATCH).',
      })
    }
    const kept = store.get('SELECT consent_version FROM projects WHERE project = ?', input.name)
    const version = Number(kept?.['consent_version'] ?? 0)
    store.run(
      `INSERT INTO projects VALUES (?, ?, NULL, NULL, NULL, ?, NULL, ?, ?, ?, NULL)
       ON CONFLICT DO UPDATE SET deleted_at = NULL, created_at = excluded.created_at,
         livekit_public_url = NULL`,
      input.name,
      input.livekitUrl,
      input.bucketUri,
      input.recorder,
      version,
      store.now(),
    )
    return update(store, input.name, { ...input, consentText: input.consentText ?? CONSENT_TEXT })
  })
}

/** Throws UserError `project_missing`. */
export const updateProject = (store: CaptureStore, project: string, patch: ProjectPatch): Project =>
  store.transact(() => {
    getProject(store, project)
    return update(store, project, patch)
  })

function update(store: CaptureStore, project: string, patch: ProjectPatch): Project {
  const set = (column: string, value: string | Uint8Array | undefined): void => {
    if (value !== undefined) store.run(`UPDATE projects SET ${column} = ? WHERE project = ?`, value, project)
  }
  const seal = (column: string, text: string | undefined): Uint8Array | undefined =>
    text === undefined ? undefined : store.secrets.seal(placeOf(project, column), text)
  // Where browsers reached the server before is not where they reach another one.
  if (patch.livekitUrl !== undefined) {
    store.run(
      'UPDATE projects SET livekit_public_url = NULL WHERE project = ? AND livekit_url <> ?',
      project,
      patch.livekitUrl,
    )
  }
  set('livekit_url', patch.livekitUrl)
  set('livekit_public_url', patch.livekitPublicUrl)
  set('livekit_key', seal('livekit_key', patch.livekitApiKey))
  set('livekit_secret', seal('livekit_secret', patch.livekitApiSecret))
  set('bucket_uri', patch.bucketUri)
  set('s3', seal('s3', patch.s3 && JSON.stringify(patch.s3)))
  set('recorder', patch.recorder)
  if (patch.consentText !== undefined) putConsentText(store, project, patch.consentText)
  return getProject(store, project)
}

/** The same text again is the same version. */
function putConsentText(store: CaptureStore, project: string, text: string): void {
  const current = store.get(
    `SELECT version, text FROM consent_texts WHERE project = ? ORDER BY version DESC LIMIT 1`,
    project,
  )
  const version =
    current?.['text'] === text ? Number(current['version']) : Number(current?.['version'] ?? 0) + 1
  store.run('INSERT OR IGNORE INTO consent_texts VALUES (?, ?, ?, ?)', project, version, text, store.now())
  store.run('UPDATE projects SET consent_version = ? WHERE project = ?', version, project)
}

/** A text as it was shown, of any version there has been. */
export function findConsentText(store: CaptureStore, project: string, version: number): string | undefined {
  const row = store.get('SELECT text FROM consent_texts WHERE project = ? AND version = ?', project, version)
  return row && String(row['text'])
}

export function findProject(store: CaptureStore, project: string): Project | undefined {
  const row = store.get(`${SELECT} AND p.project = ?`, project)
  return row && toProject(row)
}

/** Throws UserError `project_missing`. */
export function getProject(store: CaptureStore, project: string): Project {
  const found = findProject(store, project)
  if (found) return found
  throw new UserError('project_missing', `there is no project ${project} that this key may see`, {
    hint: 'GET /api/v1/projects lists what there is; a key may be bound to one project.',
  })
}

export const listProjects = (store: CaptureStore): Project[] =>
  store.all(`${SELECT} ORDER BY p.project`).map(toProject)

/** Throws UserError `project_missing`. Its rooms and links go, its keys are revoked, its secrets overwritten. */
export function deleteProject(store: CaptureStore, project: string): void {
  store.transact(() => {
    getProject(store, project)
    store.run('DELETE FROM rooms WHERE project = ?', project)
    // Another project of the name is not theirs.
    store.run('UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE project = ?', store.now(), project)
    store.run(
      `UPDATE projects SET deleted_at = ?, livekit_key = NULL, livekit_secret = NULL, s3 = NULL WHERE project = ?`,
      store.now(),
      project,
    )
  })
}

/** Throws UserError `project_missing`, `capture_key_wrong`. */
export function readAccess(store: CaptureStore, project: string): ProjectAccess {
  const { livekitUrl, livekitPublicUrl, bucketUri } = getProject(store, project)
  const row = store.get('SELECT livekit_key, livekit_secret, s3 FROM projects WHERE project = ?', project)
  const open = (column: string): string | undefined => {
    const sealed = row?.[column]
    return sealed instanceof Uint8Array ? store.secrets.open(placeOf(project, column), sealed) : undefined
  }
  return {
    livekitUrl,
    joinUrl: (livekitPublicUrl ?? livekitUrl).replace(/^http/, 'ws'),
    livekitApiKey: open('livekit_key') ?? '',
    livekitApiSecret: open('livekit_secret') ?? '',
    bucketUri,
    s3: JSON.parse(open('s3') ?? '{}') as S3,
  }
}

const placeOf = (project: string, column: string): string => `projects/${project}/${column}`

const toProject = (row: Row): Project => ({
  project: String(row['project']),
  name: String(row['project']),
  livekitUrl: String(row['livekit_url']),
  ...(row['livekit_public_url'] !== null && { livekitPublicUrl: String(row['livekit_public_url']) }),
  bucketUri: String(row['bucket_uri']),
  recorder: row['recorder'] === 'egress' ? 'egress' : 'embedded',
  consentText: String(row['text']),
  consentVersion: Number(row['consent_version']),
  createdAt: String(row['created_at']),
})
