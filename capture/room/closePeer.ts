/** Closes a peer connection, its handshakes too: werift repeats those for 33 s after the close, and a process waits for it. */
import type { RTCPeerConnection } from 'werift'

/** Resolves once it is closed; nothing of it runs for longer than 6 s, what has just begun not for one. */
export async function closePeer(pc: RTCPeerConnection): Promise<void> {
  for (const { dtls } of pc.dtlsTransports) if (dtls) endHandshake(dtls)
  await pc.close()
}

/** A flight is not repeated once a later one is under way: from now on one always is. */
export function endHandshake({ dtls }: { readonly dtls: { readonly flight: number } }): void {
  Object.defineProperty(dtls, 'flight', { get: () => Number.POSITIVE_INFINITY, set() {} })
}
