/**
 * Room for what arrives while this process is busy. The system's default (208 KB on Linux) holds less than 0.1 s of 80
 * tracks: with that the kernel threw 53,613 packets away in a minute (`nstat -az UdpRcvbufErrors`).
 */
import type { Socket } from 'node:dgram'
import { emitWarning, platform } from 'node:process'
import type { RTCPeerConnection } from 'werift'

export type BufferedSocket = Pick<Socket, 'setRecvBufferSize' | 'getRecvBufferSize'>

export const RECEIVE_BYTES = 4 * 1024 * 1024
const LEAST_BYTES = 256 * 1024

const widened = new WeakSet<object>()
let isTold = false

/** Widens the sockets on which a connection has gathered its candidates; says once where the system gives less. */
export function widenReceiveBuffers(pc: RTCPeerConnection): void {
  for (const socket of findSockets(pc)) {
    if (widened.has(socket)) continue
    widened.add(socket)
    const bytes = widenReceiveBuffer(socket, platform === 'linux')
    if (bytes >= RECEIVE_BYTES || isTold) continue
    isTold = true
    emitWarning(
      `the system gives a UDP socket ${Math.round(bytes / 1024)} KB to receive in, of ${RECEIVE_BYTES / 1024} KB asked for: with many tracks packets may be lost`,
      { type: 'LockstepWarning', detail: 'On Linux: sysctl -w net.core.rmem_max=4194304' },
    )
  }
}

/** Bytes that it has then. `isDoubled`: the system says twice what it gives, as Linux does (socket(7)). */
export function widenReceiveBuffer(socket: BufferedSocket, isDoubled: boolean): number {
  for (let bytes = RECEIVE_BYTES; bytes >= LEAST_BYTES; bytes /= 2) {
    try {
      socket.setRecvBufferSize(bytes)
      break
    } catch {
      // macOS refuses what is above its limit instead of giving what it can.
      continue
    }
  }
  try {
    return socket.getRecvBufferSize() / (isDoubled ? 2 : 1)
  } catch {
    return 0
  }
}

/** werift keeps them to itself: each of its STUN protocols sends and receives on one. */
function findSockets(pc: RTCPeerConnection): Socket[] {
  return pc.iceTransports.flatMap(({ connection }) => {
    const { protocols } = connection as unknown as {
      readonly protocols?: readonly { readonly transport?: { readonly socket?: Socket } }[]
    }
    return (protocols ?? []).flatMap(({ transport }) => (transport?.socket ? [transport.socket] : []))
  })
}
