/**
 * An RTSP server for tests (RFC 2326, interleaved over TCP, §10.12): what one connection ANNOUNCEs and RECORDs goes to
 * all that PLAY, as ffmpeg's muxer and demuxer need it. No registry here has a whole one that can be installed.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net'

export interface RtspServer {
  /** `rtsp://127.0.0.1:…/camera`. */
  readonly url: string
  /** Resolves once somebody RECORDs: before that there is nothing to play. */
  untilLive(): Promise<void>
  /** Ends every connection that plays: a camera that loses its network. */
  dropReaders(): void
  stop(): Promise<void>
}

interface Session {
  readonly socket: Socket
  /** Its channels in the order of the tracks. */
  readonly channels: number[]
  isPlaying: boolean
}

interface Request {
  readonly method: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** `credentials`: `user:password`, asked of those who play. */
export async function startRtsp(options: { readonly credentials?: string } = {}): Promise<RtspServer> {
  const sessions = new Set<Session>()
  const live = Promise.withResolvers<void>()
  let sdp = ''

  const forward = (from: Session, channel: number, payload: Buffer): void => {
    const track = from.channels.indexOf(channel & ~1)
    for (const session of sessions) {
      const to = session.channels[track]
      if (!session.isPlaying || to === undefined) continue
      const head = Buffer.from([0x24, to + (channel & 1), payload.length >> 8, payload.length & 0xff])
      session.socket.write(Buffer.concat([head, payload]))
    }
  }
  const answer = (session: Session, { method, headers, body }: Request): void => {
    const reply = (status: string, lines: readonly string[] = [], text = ''): void => {
      const all = [`RTSP/1.0 ${status}`, `CSeq: ${headers.get('cseq')}`, 'Session: 1', ...lines]
      session.socket.write(`${all.join('\r\n')}\r\nContent-Length: ${text.length}\r\n\r\n${text}`)
    }
    if (method === 'ANNOUNCE') sdp = body
    if (method === 'SETUP') {
      const transport = headers.get('transport') ?? ''
      session.channels.push(Number(/interleaved=(\d+)/.exec(transport)?.[1] ?? 2 * session.channels.length))
      return reply('200 OK', [`Transport: ${transport}`])
    }
    if (method === 'DESCRIBE') {
      const asked = options.credentials
      const isGiven = headers.get('authorization') === `Basic ${Buffer.from(asked ?? '').toString('base64')}`
      if (asked !== undefined && !isGiven) {
        return reply('401 Unauthorized', ['WWW-Authenticate: Basic realm="camera"'])
      }
      return sdp === '' ? reply('404 Not Found') : reply('200 OK', ['Content-Type: application/sdp'], sdp)
    }
    reply('200 OK', ['Public: OPTIONS, DESCRIBE, ANNOUNCE, SETUP, PLAY, RECORD, TEARDOWN'])
    if (method === 'PLAY') session.isPlaying = true
    if (method === 'RECORD') live.resolve()
    if (method === 'TEARDOWN') session.socket.end()
  }
  const server = createServer((socket) => {
    const session: Session = { socket, channels: [], isPlaying: false }
    sessions.add(session)
    let waiting: Buffer = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sessions.delete(session))
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk])
      for (;;) {
        const used = takeOne(waiting, {
          onPacket: (channel, payload) => forward(session, channel, payload),
          onRequest: (request) => answer(session, request),
        })
        if (used === 0) return
        waiting = waiting.subarray(used)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `rtsp://127.0.0.1:${(server.address() as AddressInfo).port}/camera`,
    untilLive: () => live.promise,
    dropReaders: () => {
      for (const { isPlaying, socket } of sessions) if (isPlaying) socket.destroy()
    },
    stop: () => {
      for (const { socket } of sessions) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Reads one packet or request off the front; returns how many bytes it took, 0 where it is not all there. */
function takeOne(
  bytes: Buffer,
  take: { onPacket(channel: number, payload: Buffer): void; onRequest(request: Request): void },
): number {
  if (bytes[0] === 0x24) {
    const end = bytes.length < 4 ? Number.POSITIVE_INFINITY : 4 + bytes.readUInt16BE(2)
    if (bytes.length < end) return 0
    take.onPacket(bytes[1]!, bytes.subarray(4, end))
    return end
  }
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return 0
  const [first = '', ...lines] = bytes.subarray(0, headEnd).toString().split('\r\n')
  const headers = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
  const end = headEnd + 4 + Number(headers.get('content-length') ?? 0)
  if (bytes.length < end) return 0
  const body = bytes.subarray(headEnd + 4, end).toString()
  take.onRequest({ method: first.split(' ')[0]!, headers, body })
  return end
}
