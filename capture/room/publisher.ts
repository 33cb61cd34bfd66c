/**
 * The peer connection on which we send: data channels alone, `_reliable` and `_lossy`, as LiveKit's own clients open
 * them. No media are published.
 */
import {
  DataPacket,
  SessionDescription,
  SignalTarget,
  TrickleRequest,
  type ICEServer,
} from '@livekit/protocol'
import { RTCPeerConnection, type RTCDataChannel } from 'werift'
import { closePeer } from './closePeer.ts'
import { avoidStun, readCandidate, readIceConfig, type IceAddresses } from './ice.ts'
import type { RequestMessage } from './wire.ts'

export interface Publisher {
  /** Offers the channels to the server; done once the offer is sent. */
  offer(): Promise<void>
  takeAnswer(answer: SessionDescription): Promise<void>
  addCandidate(candidateInit: string): Promise<void>
  /** Sends once the channel is open; rejects when the connection closes before. */
  sendPacket(packet: DataPacket, reliable: boolean): Promise<void>
  close(): Promise<void>
}

export function createPublisher(options: {
  readonly ice: IceAddresses
  readonly iceServers: readonly ICEServer[]
  readonly send: (message: RequestMessage) => void
  readonly onFailed: (reason: string) => void
}): Publisher {
  const { send } = options
  const pc = new RTCPeerConnection(readIceConfig(options.ice, options.iceServers))
  const closed = Promise.withResolvers<never>()
  // Nobody may be waiting when it closes.
  closed.promise.catch(() => undefined)
  let nextSequence = 1

  pc.onIceCandidate.subscribe((candidate) => {
    if (!candidate) return
    const candidateInit = JSON.stringify(candidate.toJSON())
    send({ case: 'trickle', value: new TrickleRequest({ candidateInit, target: SignalTarget.PUBLISHER }) })
  })
  pc.connectionStateChange.subscribe((state) => {
    if (state === 'failed' || state === 'disconnected') options.onFailed(`the data connection ${state}`)
  })
  const lossy = open(pc.createDataChannel('_lossy', { ordered: false, maxRetransmits: 0 }))
  const reliable = open(pc.createDataChannel('_reliable', { ordered: true }))

  return {
    offer: async () => {
      const offer = await pc.createOffer()
      avoidStun(pc)
      await pc.setLocalDescription(offer)
      const { sdp = '' } = pc.localDescription ?? {}
      send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp, id: 1 }) })
    },
    takeAnswer: ({ sdp }) => pc.setRemoteDescription({ type: 'answer', sdp }),
    addCandidate: async (candidateInit) => {
      const candidate = readCandidate(candidateInit)
      if (candidate) await pc.addIceCandidate(candidate)
    },
    sendPacket: async (packet, isReliable) => {
      const channel = await Promise.race([isReliable ? reliable : lossy, closed.promise])
      if (isReliable) packet.sequence = nextSequence++
      channel.send(Buffer.from(packet.toBinary()))
    },
    close: async () => {
      closed.reject(new Error('the connection to the room closed'))
      await closePeer(pc)
    },
  }
}

function open(channel: RTCDataChannel): Promise<RTCDataChannel> {
  const { promise, resolve } = Promise.withResolvers<RTCDataChannel>()
  channel.stateChanged.subscribe((state) => {
    if (state === 'open') resolve(channel)
  })
  return promise
}
