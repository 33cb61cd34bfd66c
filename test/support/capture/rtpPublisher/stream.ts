/**
 * One SSRC: numbers and encrypts packets, keeps the last ones to send again when they are asked for (RFC 4585), and
 * makes sender reports (RFC 3550 §6.4.1) of the device's own time and of its media clock.
 */
import { RtcpSenderInfo, RtcpSrPacket, RtpHeader, type RTCDtlsTransport } from 'werift'
import type { Device } from './device.ts'
import type { Way } from './way.ts'

export interface StreamOptions {
  readonly ssrc: number
  readonly payloadType: number
  readonly clockRateHz: number
  readonly device: Device
  readonly way: Way
  readonly transport: RTCDtlsTransport
  readonly random: () => number
}

export interface Stream {
  readonly ssrc: number
  /** The RTP time of a media time. */
  timestampOf(mediaSeconds: number): number
  /** The packets of one frame; the last bears the marker where `marked`. */
  send(payloads: readonly Uint8Array[], timestamp: number, marked: boolean): void
  /** Sends those again that are kept still. */
  resend(sequenceNumbers: readonly number[]): void
  report(trueNs: bigint): void
  readonly counts: { packets: number; bytes: number; resent: number }
}

/** As many packets are kept: 10 s of sound, a second or two of video. */
const KEPT = 512
const SECONDS_1900_TO_1970 = 2_208_988_800n

export function createStream(options: StreamOptions): Stream {
  const { ssrc, payloadType, clockRateHz, device, way, transport, random } = options
  const kept: ({ readonly sequenceNumber: number; readonly bytes: Buffer } | undefined)[] = []
  const counts = { packets: 0, bytes: 0, resent: 0 }
  const base = Math.floor(random() * 2 ** 32)
  // Below the half: SRTP takes a sequence that wraps at once for one of an earlier round (RFC 3711 §3.3.1).
  let next = Math.floor(random() * 0x7fff)

  const timestampOf = (mediaSeconds: number): number =>
    (base + (Math.round(mediaSeconds * clockRateHz) % 2 ** 32)) % 2 ** 32
  return {
    ssrc,
    counts,
    timestampOf,
    send: (payloads, timestamp, marked) => {
      for (const [at, payload] of payloads.entries()) {
        const sequenceNumber = next
        next = (next + 1) & 0xffff
        const marker = marked && at === payloads.length - 1
        const header = new RtpHeader({ payloadType, sequenceNumber, timestamp, ssrc, marker })
        const bytes = transport.srtp.encrypt(
          Buffer.from(payload.buffer, payload.byteOffset, payload.length),
          header,
        )
        kept[sequenceNumber % KEPT] = { sequenceNumber, bytes }
        counts.packets++
        counts.bytes += payload.length
        way.send(bytes)
      }
    },
    resend: (sequenceNumbers) => {
      for (const sequenceNumber of sequenceNumbers) {
        const one = kept[sequenceNumber % KEPT]
        if (one?.sequenceNumber !== sequenceNumber) continue
        counts.resent++
        way.send(one.bytes)
      }
    },
    report: (trueNs) => {
      const senderInfo = new RtcpSenderInfo({
        ntpTimestamp: toNtp(device.ownNsAt(trueNs)),
        rtpTimestamp: timestampOf(device.mediaSecondsAt(trueNs)),
        packetCount: counts.packets,
        octetCount: counts.bytes,
      })
      way.send(transport.srtcp.encrypt(new RtcpSrPacket({ ssrc, senderInfo }).serialize()))
    },
  }
}

/** RFC 5905 §6: 32 bits of seconds since 1900, 32 of fraction. */
function toNtp(ns: bigint): bigint {
  const fraction = ((ns % 1_000_000_000n) << 32n) / 1_000_000_000n
  return ((ns / 1_000_000_000n + SECONDS_1900_TO_1970) << 32n) | fraction
}
