/** A store in a folder of its own, a project in it, and what must never be found anywhere. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProject } from '../../../capture/store/projects.ts'
import { findRecording, type StoredRecording } from '../../../capture/store/recordings.ts'
import { openCaptureStore, type CaptureStore } from '../../../capture/store/store.ts'

export const SECRETS = {
  livekitApiKey: 'APIkey-livekit-one',
  livekitApiSecret: 'livekit-secret-that-nobody-sees',
  accessKeyId: 'AKIA-of-the-bucket',
  secretAccessKey: 'bucket-secret-that-nobody-sees',
} as const

export const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'lockstep-capture-'))

export async function openTestStore(folder?: string, now?: () => Date): Promise<CaptureStore> {
  return openCaptureStore({ folder: folder ?? (await makeFolder()), ...(now && { now }) })
}

export const addProject = (store: CaptureStore, name = 'study', livekitUrl = 'ws://127.0.0.1:7880') =>
  createProject(store, {
    name,
    livekitUrl,
    livekitApiKey: SECRETS.livekitApiKey,
    livekitApiSecret: SECRETS.livekitApiSecret,
    bucketUri: 's3://recordings/study',
    s3: { accessKeyId: SECRETS.accessKeyId, secretAccessKey: SECRETS.secretAccessKey },
    recorder: 'embedded',
  })

export const addRoom = { autoRecord: true, maxParticipants: 0 } as const

/** Every recording there ever was, as they came. */
export const listRecordings = (store: CaptureStore, project: string): StoredRecording[] =>
  store
    .all('SELECT egress_id FROM recordings WHERE project = ? ORDER BY rowid', project)
    .map((row) => findRecording(store, String(row['egress_id']))!)
