/** LiveKit's HTTP edge as far as rooms go: Twirp over JSON, tokens checked and refused in livekit-server 1.13's words. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TokenVerifier } from 'livekit-server-sdk'

export interface FakeLivekit {
  readonly url: string
  /** Every call as it came: its method and its body. */
  readonly calls: { readonly method: string; readonly body: Record<string, unknown> }[]
  readonly rooms: Map<string, { name: string; sid: string; numParticipants: number }>
  readonly people: Map<string, string[]>
  /** Answers everything so from now on. */
  fail?: { readonly status: number; readonly body: string }
  stop(): Promise<void>
}

export async function startFakeLivekit(apiKey: string, apiSecret: string): Promise<FakeLivekit> {
  const server = createServer((request, response) => {
    void readBody(request)
      .then((body) => reply(request, body))
      .then(({ status, answer }) => {
        return response.writeHead(status, { 'content-type': 'application/json' }).end(answer)
      })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const fake: FakeLivekit = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    rooms: new Map(),
    people: new Map(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function reply(
    request: IncomingMessage,
    body: Record<string, unknown>,
  ): Promise<{ status: number; answer: string }> {
    if (fake.fail) return { status: fake.fail.status, answer: fake.fail.body }
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    const refused = await refuse(token)
    if (refused) return { status: 401, answer: JSON.stringify({ code: 'unauthenticated', msg: refused }) }
    const method = (request.url ?? '').split('/').at(-1) ?? ''
    fake.calls.push({ method, body })
    const name = String(body['name'] ?? body['room'] ?? '')
    const known = fake.rooms.get(name)
    const gone = {
      status: 404,
      answer: JSON.stringify({ code: 'not_found', msg: 'requested room does not exist' }),
    }
    switch (method) {
      case 'CreateRoom': {
        const room = known ?? { name, sid: `RM_${name}`, numParticipants: 0 }
        fake.rooms.set(name, room)
        return ok(room)
      }
      case 'ListRooms':
        return ok({ rooms: [...fake.rooms.values()] })
      case 'ListParticipants':
        return ok({ participants: (fake.people.get(name) ?? []).map((identity) => ({ identity })) })
      case 'DeleteRoom':
        return fake.rooms.delete(name) ? ok({}) : gone
      case 'SendData':
        return known ? ok({}) : gone
      default:
        return { status: 404, answer: JSON.stringify({ code: 'bad_route', msg: `no ${method}` }) }
    }
  }

  async function refuse(token: string): Promise<string | undefined> {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}') as {
      iss?: string
    }
    if (claims.iss !== apiKey) return `invalid API key: ${claims.iss}`
    try {
      await new TokenVerifier(apiKey, apiSecret).verify(token)
      return undefined
    } catch {
      return `invalid token: ${token}, error: go-jose/go-jose: error in cryptographic primitive`
    }
  }
  return fake
}

const ok = (value: unknown): { status: number; answer: string } => ({
  status: 200,
  answer: JSON.stringify(value),
})

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>
}
