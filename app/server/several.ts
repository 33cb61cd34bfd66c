/**
 * Many small answers in one: a page that opens a hundred tiles would else ask two hundred times, through six sockets.
 * Each is answered as it would be alone, and framed: u32 status, u32 length (little-endian), its bytes.
 */
import type { Context } from 'hono'
import { z } from 'zod'
import { UserError } from '../../core/model/index.ts'
import { RANGE_CAP_BYTES } from './ranges.ts'

const MOST = 64
/** Packet tables, pieces of packet indexes and indexes of renditions, of a version. */
const FILE =
  /^\/recordings\/[^/?#]{1,200}\/(?:(?:packets|renditions\/(?:180|90)\/index)\?v=[^&#]{1,100}|index\?v=[^&#]{1,100}&(?:at=-?\d{1,16}|piece=\d{1,7}))$/
/** A recording or its rendition, of a version, and which of its bytes: `first-last`. */
const PART = /^(\/media\/[^/?# ]{1,200}\?v=[^&# ]{1,100}(?:&r=(?:180|90))?) (\d{1,12})-(\d{1,12})$/

/** One path of the app, and the value of a Range header for it. */
export interface Asked {
  readonly path: string
  readonly range: string | undefined
}

/** Reads `of=/recordings/…?v=…`, 1 to 64 of them. Throws UserError `bad_request`. */
export function parseFiles(of: readonly string[] | undefined): Asked[] {
  const paths = z.array(z.string().regex(FILE)).min(1).max(MOST).safeParse(of)
  if (!paths.success) throw refused('packet tables and indexes')
  return paths.data.map((path) => ({ path, range: undefined }))
}

/** Reads `of=/media/…?v=…&r=… first-last`, 1 to 64 of them, 1 MiB in all. Throws UserError `bad_request`. */
export function parseParts(of: readonly string[] | undefined): Asked[] {
  const parts = (of ?? []).map((text) => PART.exec(text))
  const sizes = parts.map((part) => (part ? Number(part[3]) - Number(part[2]) + 1 : 0))
  const isSmall =
    sizes.every((size) => size > 0) && sizes.reduce((sum, size) => sum + size, 0) <= RANGE_CAP_BYTES
  if (parts.length === 0 || parts.length > MOST || !isSmall)
    throw refused('parts of recordings, 1 MiB at most')
  return parts.map((part) => ({ path: part![1]!, range: `bytes=${part![2]}-${part![3]}` }))
}

const refused = (what: string): UserError => new UserError('bad_request', `of: expected ${what}`)

/** `ask` answers one as if it had come alone. */
export async function answerSeveral(
  context: Context,
  asked: readonly Asked[],
  ask: (path: string, headers: Record<string, string>) => Response | Promise<Response>,
): Promise<Response> {
  const host = context.req.header('host')!
  const frames = await Promise.all(
    asked.map(async ({ path, range }) => {
      const answer = await ask(path, range === undefined ? { host } : { host, range })
      return frameAnswer(answer.status, new Uint8Array(await answer.arrayBuffer()))
    }),
  )
  return context.body(Buffer.concat(frames), 200, {
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
}

/** One of the answers as it travels: u32 status, u32 length (little-endian), its bytes. */
export function frameAnswer(status: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(8 + bytes.length)
  const view = new DataView(framed.buffer)
  view.setUint32(0, status, true)
  view.setUint32(4, bytes.length, true)
  framed.set(bytes, 8)
  return framed
}
