/** LiveKit's protobuf messages over a WebSocket: one listener at a time; what comes while there is none waits. */
import { SignalRequest, SignalResponse } from '@livekit/protocol'
import { withSlash } from './refusal.ts'

export type SignalMessage = SignalResponse['message']
export type RequestMessage = SignalRequest['message']

export interface WireListener {
  onMessage(message: SignalMessage): void
  /** The socket has closed or failed. At most once, and the last. */
  onLost(reason: string): void
}

export interface Wire {
  /** Takes the place of the listener before; `undefined` lets what comes wait. */
  listen(listener: WireListener | undefined): void
  /** Nothing is sent once the socket is closing. */
  send(message: RequestMessage): void
  /** No listener hears of it. */
  close(): void
}

/** Only a client that says it is `js` is offered RED. */
const CLIENT = {
  auto_subscribe: '0',
  adaptive_stream: '0',
  protocol: '15',
  sdk: 'js',
  version: '2.15.0',
  os: 'linux',
  browser: 'chrome',
  browser_version: '140',
}

/** The token goes in a header, so that no log of addresses holds it. */
export function openWire(url: string, token: string): Wire {
  const address = new URL('rtc', withSlash(url.replace(/^http/, 'ws')))
  address.search = new URLSearchParams(CLIENT).toString()
  // Node's WebSocket takes headers, which the DOM's type does not know.
  const headers = { headers: { authorization: `Bearer ${token}` } } as unknown as string[]
  const socket = new WebSocket(address, headers)
  socket.binaryType = 'arraybuffer'

  const waiting: ((listener: WireListener) => void)[] = []
  let listener: WireListener | undefined
  let ended = false
  const tell = (what: (to: WireListener) => void): void => {
    waiting.push(what)
    drain()
  }
  // One at a time: a listener may hand over to the next while it is told.
  const drain = (): void => {
    const what = listener && waiting.shift()
    if (!what || !listener) return
    what(listener)
    drain()
  }
  const lose = (reason: string): void => {
    if (ended) return
    ended = true
    tell((to) => to.onLost(reason))
  }
  socket.addEventListener('message', ({ data }) => {
    if (ended || !(data instanceof ArrayBuffer)) return
    const { message } = SignalResponse.fromBinary(new Uint8Array(data))
    tell((to) => to.onMessage(message))
  })
  socket.addEventListener('error', () => lose('the connection to LiveKit failed'))
  socket.addEventListener('close', ({ code, reason }) =>
    lose(`the connection to LiveKit closed (${[code, reason].filter(Boolean).join(' ')})`),
  )
  return {
    listen: (next) => {
      listener = next
      drain()
    },
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN)
        socket.send(Uint8Array.from(new SignalRequest({ message }).toBinary()))
    },
    close: () => {
      ended = true
      socket.close()
    },
  }
}
