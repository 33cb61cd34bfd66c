/** Asks for a WebSocket by hand, since the built-in one does not tell what a server answers that refuses it. */
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { randomBytes } from 'node:crypto'

export interface HandshakeAnswer {
  readonly status: number
  readonly text: string
}

const TIMEOUT_MS = 10_000
const MAX_TEXT = 2000

/** Resolves with what the server says; status 101 where it takes the WebSocket, which is ended at once. */
export function askHandshake(address: URL, token: string): Promise<HandshakeAnswer> {
  const secure = address.protocol === 'wss:' || address.protocol === 'https:'
  const at = new URL(address)
  at.protocol = secure ? 'https:' : 'http:'
  const { promise, resolve, reject } = Promise.withResolvers<HandshakeAnswer>()
  const asked = (secure ? requestSecure : requestPlain)(at, {
    timeout: TIMEOUT_MS,
    headers: {
      authorization: `Bearer ${token}`,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    },
  })
  asked.on('upgrade', (_answer, socket) => {
    socket.destroy()
    resolve({ status: 101, text: '' })
  })
  asked.on('response', (answer) => {
    let text = ''
    answer.setEncoding('utf8')
    answer.on('data', (part: string) => (text = (text + part).slice(0, MAX_TEXT)))
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    answer.on('error', reject)
  })
  asked.on('timeout', () => asked.destroy(new Error('no answer in 10 s')))
  asked.on('error', reject)
  asked.end()
  return promise
}
