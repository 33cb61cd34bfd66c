/** LiveKit's Egress API at its HTTP edge: answers that were recorded, behind the checks that the server makes. */
import { TokenVerifier } from 'livekit-server-sdk'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KEY } from './egressMaking.ts'

export interface TwirpCall {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  readonly userAgent: string
}

/** What a call is answered with; `drop` cuts the connection, as a proxy does that gives up. */
export type TwirpAnswer =
  | { readonly json: unknown }
  | { readonly status: number; readonly code: string; readonly msg: string }
  | 'drop'

export interface TwirpServer {
  readonly url: string
  readonly calls: readonly TwirpCall[]
  stop(): Promise<void>
}

export async function startTwirp(answer: (call: TwirpCall) => TwirpAnswer): Promise<TwirpServer> {
  const calls: TwirpCall[] = []
  const verifier = new TokenVerifier(KEY.apiKey, KEY.apiSecret)
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => void serve())
    const serve = async (): Promise<void> => {
      const token = (request.headers.authorization ?? '').replace('Bearer ', '')
      const claims = await verifier.verify(token).catch(() => undefined)
      // In these words: livekit-server 1.13.5.
      if (!claims) {
        response
          .writeHead(401)
          .end(`invalid token: ${token}, error: token signature is invalid: signature is invalid`)
        return
      }
      if (request.method !== 'POST' || !claims.video?.roomRecord) {
        response.writeHead(403).end('permissions denied')
        return
      }
      const body = JSON.parse(Buffer.concat(chunks).toString()) as TwirpCall['body']
      const call = { path: request.url ?? '', body, userAgent: request.headers['user-agent'] ?? '' }
      calls.push(call)
      const said = answer(call)
      if (said === 'drop') request.socket.destroy()
      else if ('json' in said) {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said.json))
      } else {
        const { status, code, msg } = said
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ code, msg }))
      }
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
