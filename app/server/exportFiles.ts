/** The files of a finished export: those its own manifest names, inside its own folder, and no others. */
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { UserError } from '../../core/model/index.ts'
import type { ExportFile } from '../../core/protocol/index.ts'

const digest = { sizeBytes: z.number() }
/** What is read of `manifest.json`; `export/manifest.ts` writes it. */
const manifestSchema = z.object({
  clips: z.array(z.object({ file: z.string(), kind: z.enum(['audio', 'video']), ...digest })),
  logs: z.array(z.object({ files: z.array(z.object({ file: z.string(), ...digest })) })),
})

const TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4a': 'audio/mp4',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.wav': 'audio/wav',
  '.json': 'application/json',
  '.jsonl': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
}

/** Lists the manifest's files in its own order, then the manifest; empty where there is no manifest yet. */
export async function listExportFiles(folder: string, manifest: unknown): Promise<ExportFile[]> {
  const parsed = manifestSchema.safeParse(manifest)
  if (!parsed.success) return []
  const { clips, logs } = parsed.data
  const named: Pick<ExportFile, 'name' | 'sizeBytes' | 'kind'>[] = [
    ...clips.map(({ file, sizeBytes, kind }) => ({ name: file, sizeBytes, kind })),
    ...logs.flatMap(({ files }) =>
      files.map(({ file, sizeBytes }) => ({ name: file, sizeBytes, kind: 'log' as const })),
    ),
    { name: 'manifest.json', sizeBytes: 0, kind: 'manifest' },
  ]
  return Promise.all(
    named.map(async (file, index) => {
      const found = await stat(path.join(folder, file.name)).catch(() => undefined)
      return { ...file, index, sizeBytes: found?.size ?? file.sizeBytes, isThere: found?.isFile() ?? false }
    }),
  )
}

export interface ExportBytes {
  readonly name: string
  readonly contentType: string
  readonly sizeBytes: number
  readonly etag: string
  /** Bytes `[start, end)`. */
  open(start: number, end: number, signal: AbortSignal): ReadableStream<Uint8Array>
}

/**
 * Finds a file by its index in `listExportFiles`. Throws UserError `export_file_missing` where there is none, where
 * it is gone from the disk, or where its name or a link leads out of the folder.
 */
export async function findExportFile(folder: string, manifest: unknown, index: number): Promise<ExportBytes> {
  const listed = (await listExportFiles(folder, manifest))[index]
  if (!listed) throw new UserError('export_file_missing', `the export has no file ${index}`)
  const root = await realpath(folder).catch(() => undefined)
  const file = await realpath(path.join(folder, listed.name)).catch(() => undefined)
  const found = file === undefined ? undefined : await stat(file)
  if (root === undefined || file === undefined || !found?.isFile() || !file.startsWith(root + path.sep)) {
    throw new UserError('export_file_missing', `${listed.name} is no longer in ${folder}`, {
      hint: 'It was moved or deleted: export the segment again.',
    })
  }
  const extension = path.extname(listed.name).toLowerCase()
  const type = TYPES[extension] ?? 'application/octet-stream'
  return {
    name: path.basename(listed.name),
    contentType: listed.kind === 'audio' ? type.replace(/^video\//, 'audio/') : type,
    sizeBytes: found.size,
    etag: `"${found.size.toString(36)}-${found.mtimeMs.toString(36)}"`,
    open: (start, end, signal) =>
      Readable.toWeb(
        createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 18, signal }),
      ) as ReadableStream<Uint8Array>,
  }
}
