/** Where a recording's pictures lie in its file, the piece around a moment at a time: hours cost no more than minutes. */
import { open, type FileHandle } from 'node:fs/promises'
import { Hono } from 'hono'
import { UserError } from '../../core/model/index.ts'
import {
  findPiece,
  INDEX_START_BYTES,
  parseIndexHead,
  readIndexStart,
} from '../../core/protocol/packetIndex.ts'
import type { ApiContext } from './apiContext.ts'

/**
 * Routes `GET /recordings/:id/index?v=version&at=µs` and `…&piece=number`: u32 number of the piece (little-endian), the
 * index up to its pieces, and that piece alone (core/protocol/packetIndex.ts). Without either: the first one.
 */
export function createPacketIndexApi({ files }: Pick<ApiContext, 'files'>) {
  return new Hono().get('/recordings/:id/index', async (context) => {
    const id = context.req.param('id')
    const file = await files.findDerived(id, 'index')
    const wanted = {
      at: Number(context.req.query('at') ?? NaN),
      piece: Number(context.req.query('piece') ?? NaN),
    }
    const answer = file === undefined ? undefined : await readPiece(file, wanted).catch(() => undefined)
    if (!answer) {
      throw new UserError(
        'derived_missing',
        `recording ${id} has no index of its pictures, or no such piece of it`,
        {
          hint: 'It plays without one; ingest its source again to have it made.',
        },
      )
    }
    const isVersioned = context.req.query('v') !== undefined
    return context.body(answer, 200, {
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'cache-control': isVersioned ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
  })
}

interface Wanted {
  /** Media time, µs; NaN: not asked by time. */
  readonly at: number
  readonly piece: number
}

/** Throws where the file is gone or is no index, or has no such piece. */
async function readPiece(file: string, wanted: Wanted): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await open(file)
  try {
    const startBytes = readIndexStart(await readPart(handle, 0, INDEX_START_BYTES))
    const head = await readPart(handle, 0, startBytes)
    const parsed = parseIndexHead(head)
    const piece = Number.isNaN(wanted.piece) ? findPiece(parsed, wanted.at) : wanted.piece
    const bytes = parsed.pieceBytes[piece]
    if (bytes === undefined) throw new RangeError(`no piece ${piece}`)
    const from = parsed.pieceBytes.slice(0, piece).reduce((sum, each) => sum + each, startBytes)
    const answer = new Uint8Array(4 + head.length + bytes)
    new DataView(answer.buffer).setUint32(0, piece, true)
    answer.set(head, 4)
    answer.set(await readPart(handle, from, bytes), 4 + head.length)
    return answer
  } finally {
    await handle.close()
  }
}

async function readPart(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const { size } = await handle.stat()
  if (position + length > size) throw new RangeError('an index that is cut short')
  const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, position)
  if (bytesRead < length) throw new RangeError('an index that is cut short')
  return buffer
}
