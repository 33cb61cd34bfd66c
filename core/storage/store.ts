/** Opens the store a person names: a folder's path, `file://…` or `s3://bucket/prefix`. */
import { fileURLToPath } from 'node:url'
import { UserError } from '../model/index.ts'
import { openFolderStore } from './folderStore.ts'
import type { ObjectStore } from './objectStore.ts'

/**
 * Opens a store without reading its objects. Throws UserError `source_unknown` on another scheme,
 * `folder_missing` where the folder is not there; a bucket's troubles show at its first request.
 */
export async function openStore(uri: string): Promise<ObjectStore> {
  if (/^s3:\/\//i.test(uri)) {
    // Loaded only where a bucket is asked for: the SDK is most of a command's start.
    const { openS3Store } = await import('./s3Store.ts')
    return await openS3Store(uri)
  }
  if (/^file:\/\//i.test(uri)) return await openFolderStore(readFileUri(uri))
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(uri)) {
    throw new UserError('source_unknown', `cannot read ${uri.split('://')[0]}:// sources`, {
      hint: 'Name a folder, or s3://bucket/prefix (with AWS_ENDPOINT_URL for a server of your own).',
    })
  }
  return await openFolderStore(uri)
}

function readFileUri(uri: string): string {
  try {
    return fileURLToPath(uri)
  } catch (cause) {
    throw new UserError('source_unknown', `${uri} is not a file URL of this machine`, {
      hint: 'Write file:///absolute/path, or the path itself.',
      cause,
    })
  }
}

export type { ObjectStat, ObjectStore } from './objectStore.ts'
