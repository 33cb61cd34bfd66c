/** The files of a ready rendition, for the media port and the API: found without a look at the bucket. */
import { readFile } from 'node:fs/promises'
import type { Catalog } from '../../core/catalog/catalog.ts'
import { UserError } from '../../core/model/index.ts'
import { renditionLevelSchema, type RenditionLevel } from '../../core/protocol/rendition.ts'
import type { StoredRendition } from '../../ingest/renditions/rendition.types.ts'
import { openPart } from './localFile.ts'
import type { MediaFile } from './mediaFiles.ts'
import type { RenditionQueue } from './renditionQueue.ts'
import { requireShown } from './withheld.ts'

export interface RenditionFiles {
  /** Throws UserError `withheld`, `recording_missing`, `rendition_missing`, or `bad_request` for an unknown level. */
  find(recordingId: string, level: string): Promise<MediaFile>
  /** The bytes of its index; throws as `find`, and `media_changed` where `version` is another's. */
  readIndex(recordingId: string, level: string, version: string | undefined): Promise<Uint8Array>
}

export function createRenditionFiles(
  catalog: Catalog,
  renditions: Pick<RenditionQueue, 'find'>,
): RenditionFiles {
  async function get(recordingId: string, given: string): Promise<StoredRendition> {
    const level = renditionLevelSchema.safeParse(given)
    if (!level.success) {
      const known = renditionLevelSchema.options.join(' and ')
      throw new UserError('bad_request', `there is no rendition level "${given}"; there are ${known}`)
    }
    await requireShown(catalog, recordingId)
    const found = await renditions.find(recordingId, level.data)
    if (found === undefined || 'failed' in found) throw missing(recordingId, level.data, found?.failed)
    return found
  }
  return {
    async find(recordingId, given) {
      const { file, level, version, sizeBytes } = await get(recordingId, given)
      return {
        name: `the proxy ${level} of ${recordingId}`,
        version,
        contentType: 'video/mp4',
        sizeBytes,
        open: (start, end, signal) =>
          openPart(file, { start, end, signal }).catch((cause: unknown) => {
            throw missing(recordingId, level, undefined, cause)
          }),
      }
    },
    async readIndex(recordingId, given, wanted) {
      const { indexFile, level, version } = await get(recordingId, given)
      if (wanted !== undefined && wanted !== version) {
        throw new UserError('media_changed', `the proxy ${level} of ${recordingId} was made anew`, {
          hint: 'Ask for what there is again: POST /api/sessions/:id/renditions.',
        })
      }
      return readFile(indexFile).catch((cause: unknown) => {
        throw missing(recordingId, level, undefined, cause)
      })
    },
  }
}

const missing = (recordingId: string, level: RenditionLevel, failed?: string, cause?: unknown): UserError =>
  new UserError(
    'rendition_missing',
    `there is no proxy ${level} of recording ${recordingId}${failed === undefined ? '' : `: ${failed}`}`,
    {
      hint: 'The page asks for it again and plays the original meanwhile; lockstep proxies makes it as well.',
      cause,
    },
  )
