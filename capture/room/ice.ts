/** Where a peer connection gathers its addresses. */
import type { ICEServer } from '@livekit/protocol'
import { z } from 'zod'
import type { PeerConfig, RTCIceCandidateInit, RTCPeerConnection } from 'werift'

export interface IceAddresses {
  /** The local address to send from, where the machine's own choice is wrong. */
  readonly interfaceAddress?: string
  /** Addresses that are left out otherwise, as those of the loopback. */
  readonly additionalHostAddresses?: readonly string[]
}

/** On a loopback address both ends must be there too, or they do not find each other; elsewhere nothing is set. */
export function chooseAddresses(url: string): IceAddresses {
  const hostname = URL.parse(url)?.hostname ?? ''
  if (hostname !== 'localhost' && hostname !== '[::1]' && !hostname.startsWith('127.')) return {}
  return { interfaceAddress: '127.0.0.1', additionalHostAddresses: ['127.0.0.1'] }
}

/** werift's options of it: TURN where LiveKit names it, which is no use on the loopback; never STUN (`avoidStun`). */
export function readIceConfig(addresses: IceAddresses, servers: readonly ICEServer[]): Partial<PeerConfig> {
  const { interfaceAddress, additionalHostAddresses } = addresses
  if (interfaceAddress === undefined) return { iceUseIpv6: false, iceServers: readServers(servers) }
  return {
    iceUseIpv6: false,
    iceServers: [],
    iceInterfaceAddresses: { udp4: interfaceAddress },
    iceAdditionalHostAddresses: [...(additionalHostAddresses ?? [])],
  }
}

const readServers = (servers: readonly ICEServer[]): PeerConfig['iceServers'] =>
  servers.flatMap(({ urls, username, credential }) =>
    urls
      .filter((address) => address.startsWith('turn:'))
      .map((address) => ({ urls: address, ...(username ? { username, credential } : {}) })),
  )

/**
 * Ends werift's own asking of a STUN server: where none is named it takes a public one, and gathering waits 5 s for it.
 * LiveKit sees where we come from by itself. To be called once the transports exist, before the local description is set.
 */
export function avoidStun(pc: RTCPeerConnection): void {
  for (const { connection } of pc.iceTransports) connection.stunServer = undefined
}

/** A candidate as LiveKit trickles it (JSON of RTCIceCandidateInit); undefined for the one that says there are no more. */
export function readCandidate(json: string): RTCIceCandidateInit | undefined {
  const { candidate, sdpMid, sdpMLineIndex } = Candidate.parse(JSON.parse(json))
  if (candidate === '') return undefined
  return {
    candidate,
    ...(sdpMid == null ? {} : { sdpMid }),
    ...(sdpMLineIndex == null ? {} : { sdpMLineIndex }),
  }
}

const Candidate = z.object({
  candidate: z.string(),
  sdpMid: z.string().nullish(),
  sdpMLineIndex: z.number().nullish(),
})
