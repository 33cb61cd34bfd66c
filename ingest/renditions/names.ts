/** What the files of a rendition are called: by recording, level, and a version of its content and of how it is made. */
import type { RenditionLevel } from '../../core/protocol/rendition.ts'
import { hashParts } from '../ids.ts'
import type { MediaSource } from '../mediaSource.ts'

/** Raised where the same bytes would give other renditions: then all are made anew when they are next wanted. */
const METHOD = 2

const NAME = /^(.+)-(180|90)-([0-9a-v]{16})\.(mp4|idx|failed)$/

/** Another for another content of the object, another copy of it, and another way of making. */
export const formatVersion = ({ etag, remux }: Pick<MediaSource, 'etag' | 'remux'>): string =>
  hashParts([etag, remux ?? '', METHOD])

/** The files' common name; each has its own extension: `.mp4`, `.idx`, or `.failed` alone. */
export const formatName = (
  source: Pick<MediaSource, 'recordingId' | 'etag' | 'remux'>,
  level: RenditionLevel,
) => `${source.recordingId}-${level}-${formatVersion(source)}`

/** Undefined for a file that is no rendition's. */
export function parseFileName(
  file: string,
): { name: string; recordingId: string; level: RenditionLevel; extension: string } | undefined {
  const [, recordingId, level, version, extension] = NAME.exec(file) ?? []
  if (!recordingId || !extension) return undefined
  return {
    name: `${recordingId}-${level}-${version}`,
    recordingId,
    level: level as RenditionLevel,
    extension,
  }
}
