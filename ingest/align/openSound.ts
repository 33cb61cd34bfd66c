/** Sounds as matching reads them, from their cached files: ranges are read when asked for, nothing else is held. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalog } from '../../core/catalog/catalog.ts'
import {
  countLevels,
  decodeMuLaw,
  findLevels,
  findSoundFileEnd,
  parseSoundHeader,
  SOUND_HEADER_BYTES,
} from '../../core/media/soundFile.ts'
import { UserError } from '../../core/model/index.ts'
import type { OpenedSound } from './measurer.ts'

/** Reads synchronously: meant for a worker's thread. Throws UserError `sound_unreadable` where it is no sound file. */
export function openSoundFile(path: string): OpenedSound {
  const file = openSync(path, 'r')
  try {
    const header = parseSoundHeader(readBytes(file, 0, SOUND_HEADER_BYTES))
    if (!header || fstatSync(file).size !== findSoundFileEnd(header.sampleCount)) {
      throw new UserError('sound_unreadable', `${path} is not a whole sound file`, {
        hint: 'Delete it: it is made again.',
      })
    }
    const { firstUs, sampleCount } = header
    const bytes = readBytes(file, findLevels(sampleCount), 4 * countLevels(sampleCount))
    return {
      firstUs,
      sampleCount,
      levels: new Float32Array(bytes.buffer, 0, bytes.length / 4),
      read(first, count) {
        const samples = new Float32Array(count)
        const start = Math.max(0, first)
        const end = Math.min(sampleCount, first + count)
        if (end > start)
          decodeMuLaw(readBytes(file, SOUND_HEADER_BYTES + start, end - start), samples, start - first)
        return samples
      },
      close: () => closeSync(file),
    }
  } catch (error) {
    closeSync(file)
    throw error
  }
}

function readBytes(file: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length;) {
    const read = readSync(file, bytes, at, length - at, position + at)
    if (read === 0)
      throw new UserError('sound_unreadable', 'a sound file ends too early', {
        hint: 'Delete it: it is made again.',
      })
    at += read
  }
  return bytes
}

/** Path of a recording's cached sound; undefined where none was made since its file last changed. */
async function findSound(catalog: Catalog, recordingId: string): Promise<string | undefined> {
  const [row] = await catalog.all<{ file_name: string }>(
    `SELECT d.file_name FROM recordings r JOIN derived d USING (source_id, object_key, stream_index)
     WHERE r.recording_id = ? AND d.kind = 'sound'`,
    [recordingId],
  )
  return row && join(catalog.cacheDir, row.file_name)
}

/** The cached sound of a recording, to be closed; undefined where there is none. */
export async function openSound(catalog: Catalog, recordingId: string): Promise<OpenedSound | undefined> {
  const path = await findSound(catalog, recordingId)
  if (path === undefined) return undefined
  try {
    return openSoundFile(path)
  } catch (error) {
    // Deleted by hand, or cut: as if it had never been made.
    if (error instanceof UserError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
