/**
 * Waveforms in byte ranges, so that the page reads what shows. A file made before there were levels of detail is
 * written anew with them when it is first asked for: nobody has to ingest again.
 */
import { open, readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { UserError } from '../../core/model/index.ts'
import { formatPeaks, isOldPeaks, parsePeaks } from '../../core/protocol/peaks.ts'
import { writeFileAtomic } from '../../ingest/writeFileAtomic.ts'
import type { ApiContext } from './apiContext.ts'
import { allowsRange, matchesTag, parseRange } from './ranges.ts'

/** Routes `GET /recordings/:id/peaks?v=version`; a range is answered with at most 1 MiB. */
export function createPeaksApi({ files }: Pick<ApiContext, 'files'>) {
  const renewing = new Map<string, Promise<Uint8Array>>()

  /** One at a time a file; where the folder cannot be written to, what was made serves this once. */
  function renew(file: string): Promise<Uint8Array> {
    const running = renewing.get(file)
    if (running) return running
    const renewed = readFile(file).then(async ({ buffer, byteOffset, byteLength }) => {
      const bytes = formatPeaks(parsePeaks(buffer.slice(byteOffset, byteOffset + byteLength)))
      await writeFileAtomic(file, bytes).catch(() => undefined)
      return bytes
    })
    renewing.set(file, renewed)
    const forget = (): void => void renewing.delete(file)
    renewed.then(forget, forget)
    return renewed
  }

  return new Hono().get('/recordings/:id/peaks', async (context) => {
    const id = context.req.param('id')
    const version = context.req.query('v')
    const file = await files.findDerived(id, 'peaks')
    const peaks = file === undefined ? undefined : await openPeaks(file, renew).catch(() => undefined)
    if (!peaks) {
      throw new UserError('derived_missing', `recording ${id} has no peaks`, {
        hint: 'Ingest its source again.',
      })
    }
    try {
      const etag = `"${peaks.sizeBytes}-${version ?? ''}"`
      const headers: Record<string, string> = {
        'accept-ranges': 'bytes',
        'cache-control': version === undefined ? 'no-cache' : 'public, max-age=31536000, immutable',
        'content-type': 'application/octet-stream',
        'x-content-type-options': 'nosniff',
        etag,
      }
      if (matchesTag(context.req.header('if-none-match'), etag)) return context.body(null, 304, headers)
      const range = allowsRange(context.req.header('if-range'), etag)
        ? parseRange(context.req.header('range'), peaks.sizeBytes)
        : ({ kind: 'whole' } as const)
      if (range.kind === 'unsatisfiable')
        return context.body(null, 416, { ...headers, 'content-range': `bytes */${peaks.sizeBytes}` })
      if (range.kind === 'whole') return context.body(await peaks.read(0, peaks.sizeBytes), 200, headers)
      headers['content-range'] = `bytes ${range.start}-${range.end - 1}/${peaks.sizeBytes}`
      return context.body(await peaks.read(range.start, range.end), 206, headers)
    } finally {
      await peaks.close()
    }
  })
}

interface OpenPeaks {
  readonly sizeBytes: number
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}

/** Throws where the file is gone or is no peaks. */
async function openPeaks(file: string, renew: (file: string) => Promise<Uint8Array>): Promise<OpenPeaks> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const read = async (start: number, end: number): Promise<Uint8Array<ArrayBuffer>> => {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(end - start), 0, end - start, start)
      return buffer.subarray(0, bytesRead)
    }
    if (!isOldPeaks(await read(0, 4))) return { sizeBytes: size, read, close: () => handle.close() }
  } catch (error) {
    await handle.close()
    throw error
  }
  await handle.close()
  const bytes = await renew(file)
  return {
    sizeBytes: bytes.length,
    read: (start, end) => Promise.resolve(bytes.slice(start, end)),
    close: () => Promise.resolve(),
  }
}
