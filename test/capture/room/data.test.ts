import {
  ChatMessage,
  DataPacket,
  DataStream_ByteHeader,
  DataStream_Chunk,
  DataStream_CompressionType,
  DataStream_Header,
  DataStream_TextHeader,
  DataStream_Trailer,
  UserPacket,
} from '@livekit/protocol'
import * as fc from 'fast-check'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createDataReader } from '../../../capture/room/data.ts'

const arrival = { reliable: true, arrivalNs: 7n }
const encode = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text))
const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)

const packet = (value: DataPacket['value'], from = 'ada'): DataPacket =>
  DataPacket.fromBinary(new DataPacket({ participantIdentity: from, value }).toBinary())

const header = (fields: Partial<DataStream_Header>): DataPacket =>
  packet({
    case: 'streamHeader',
    value: new DataStream_Header({
      streamId: 's',
      topic: 'notes',
      timestamp: 1_795_000_000_123n,
      contentHeader: { case: 'textHeader', value: new DataStream_TextHeader() },
      ...fields,
    }),
  })
const chunk = (index: number, content: Uint8Array<ArrayBuffer>): DataPacket =>
  packet({
    case: 'streamChunk',
    value: new DataStream_Chunk({ streamId: 's', chunkIndex: BigInt(index), content }),
  })
const trailer = (): DataPacket =>
  packet({ case: 'streamTrailer', value: new DataStream_Trailer({ streamId: 's' }) })

describe('data packets', () => {
  it('hands on a user packet with its topic and sender', () => {
    const value = new UserPacket({ topic: 'answer', payload: encode('{"ok":true}') })
    expect(createDataReader().read(packet({ case: 'user', value }), arrival)).toEqual([
      {
        kind: 'data',
        sender: 'ada',
        topic: 'answer',
        payload: encode('{"ok":true}'),
        reliable: true,
        arrivalNs: 7n,
        sentNs: undefined,
      },
    ])
  })

  it('hands on a chat message with the time its sender gave it', () => {
    const value = new ChatMessage({ message: 'grüße', timestamp: 1_795_000_000_123n })
    const [message] = createDataReader().read(packet({ case: 'chatMessage', value }), arrival)
    expect(message).toMatchObject({ kind: 'chat', sentNs: 1_795_000_000_123_000_000n })
    expect(decode(message?.payload)).toBe('grüße')
  })

  it('puts a stream together whatever the order of its chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        fc.boolean(),
        (parts, order, compressed) => {
          const whole = Buffer.concat(parts)
          const sent = compressed ? deflateRawSync(whole) : whole
          const size = Math.ceil(sent.length / parts.length)
          const chunks = parts.map((_, i) => Uint8Array.from(sent.subarray(i * size, (i + 1) * size)))
          const shuffled = chunks
            .map((bytes, i) => ({ bytes, i, at: order.next().value }))
            .sort((a, b) => a.at - b.at)
          const reader = createDataReader()
          const compression = compressed
            ? DataStream_CompressionType.DEFLATE_RAW
            : DataStream_CompressionType.NONE
          const begun = header({ totalLength: BigInt(whole.length), compression })
          const told = [begun, ...shuffled.map(({ bytes, i }) => chunk(i, bytes)), trailer()].flatMap((one) =>
            reader.read(one, arrival),
          )
          expect(told).toHaveLength(1)
          expect(told[0]).toMatchObject({ kind: 'text_stream', topic: 'notes', sender: 'ada' })
          expect(told[0]?.incomplete).toBeUndefined()
          expect(Buffer.from(told[0]!.payload)).toEqual(whole)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('reads a stream that stands whole in its header, compressed', () => {
    const text = 'again and again and again and again'
    const inline = header({
      inlineContent: Uint8Array.from(deflateRawSync(text)),
      compression: DataStream_CompressionType.DEFLATE_RAW,
      totalLength: BigInt(text.length),
    })
    const [stream] = createDataReader().read(inline, arrival)
    expect(decode(stream?.payload)).toBe(text)
    expect(stream?.incomplete).toBeUndefined()
  })

  it('keeps what came of a stream whose sender left, up to the first chunk that is missing', () => {
    const reader = createDataReader()
    const contentHeader = { case: 'byteHeader', value: new DataStream_ByteHeader() } as const
    for (const one of [
      header({ contentHeader, totalLength: 9n }),
      chunk(0, encode('abc')),
      chunk(2, encode('ghi')),
    ])
      expect(reader.read(one, arrival)).toEqual([])
    expect(reader.flush('bob')).toEqual([])
    const [left] = reader.flush('ada')
    expect(left).toMatchObject({ kind: 'byte_stream', incomplete: true })
    expect(decode(left?.payload)).toBe('abc')
    expect(reader.flush()).toEqual([])
  })

  it('keeps what it cannot unpack as it came', () => {
    const inline = header({
      inlineContent: encode('not deflated'),
      compression: DataStream_CompressionType.DEFLATE_RAW,
    })
    const [stream] = createDataReader().read(inline, arrival)
    expect(stream).toMatchObject({ incomplete: true, payload: encode('not deflated') })
  })
})
