/** Encoded chunks as plain values, where there is no browser to make them. */
export interface Chunk {
  readonly type: 'key' | 'delta'
  readonly timestamp: number
  readonly data: Uint8Array
}

/** Stands for `EncodedVideoChunk`: holds what it was made of. */
export class FakeChunk implements Chunk {
  readonly type: Chunk['type']
  readonly timestamp: number
  readonly data: Uint8Array

  constructor({ type, timestamp, data }: Chunk) {
    this.type = type
    this.timestamp = timestamp
    this.data = data
  }
}
