/**
 * Many small files in one answer: a page that opens a hundred tiles would else ask two hundred times, through six
 * sockets. Each is answered as it would be alone, and framed: u32 status, u32 length (little-endian), its bytes.
 */
import type { Context } from 'hono'
import { z } from 'zod'
import { UserError } from '../../core/model/index.ts'

/** What may be asked for so: packet tables and indexes of renditions, of a version. */
const PATH = /^\/recordings\/[^/?#]{1,200}\/(?:packets|renditions\/(?:180|90)\/index)\?v=[^&#]{1,100}$/
const severalSchema = z.array(z.string().regex(PATH)).min(1).max(64)

/** `ask` answers one path of the API. Throws UserError `bad_request`. */
export async function answerSeveral(
  context: Context,
  ask: (path: string) => Promise<Response>,
): Promise<Response> {
  const asked = severalSchema.safeParse(context.req.queries('of') ?? [])
  if (!asked.success)
    throw new UserError('bad_request', 'of: expected packet tables and indexes of renditions')
  const parts = await Promise.all(
    asked.data.map(async (path) => {
      const { status, bytes } = await readAnswer(await ask(path))
      const frame = new Uint8Array(8 + bytes.length)
      const view = new DataView(frame.buffer)
      view.setUint32(0, status, true)
      view.setUint32(4, bytes.length, true)
      frame.set(bytes, 8)
      return frame
    }),
  )
  return context.body(await new Blob(parts).arrayBuffer(), 200, {
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
}

const readAnswer = async (response: Response) => ({
  status: response.status,
  bytes: new Uint8Array(await response.arrayBuffer()),
})
