/** Whole numbers in as few bytes as they need: LEB128 (DWARF 5, 7.6) up to 2^53, signed ones folded by zigzag. */

const MOST = Number.MAX_SAFE_INTEGER
/** Signed ones lie within ± this. */
export const MOST_SIGNED = 2 ** 52 - 1

export class VarintWriter {
  #bytes = new Uint8Array(1024)
  #length = 0

  /** Throws RangeError for what is no whole number of 0 to 2^53 − 1. */
  unsigned(value: number): void {
    if (!(value >= 0 && value <= MOST && Number.isInteger(value)))
      throw new RangeError(`no varint for ${value}`)
    if (this.#length + 8 > this.#bytes.length) this.#grow()
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  /** Throws RangeError beyond `MOST_SIGNED`. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value)
  }

  /** A copy of what was written. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2)
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

export class VarintReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** How many bytes are left: no more numbers than that can follow. */
  get left(): number {
    return this.#bytes.length - this.#at
  }

  /** Throws RangeError where the bytes end or the number is above 2^53 − 1. */
  unsigned(): number {
    const bytes = this.#bytes
    const first = bytes[this.#at]
    if (first !== undefined && first < 128) {
      this.#at++
      return first
    }
    let value = 0
    let scale = 1
    for (;;) {
      const byte = bytes[this.#at++]
      if (byte === undefined) throw new RangeError('a number that is cut short')
      value += (byte & 127) * scale
      if (value > MOST) throw new RangeError('a number above 2^53')
      if (byte < 128) return value
      scale *= 128
    }
  }

  /** Throws as `unsigned`. */
  signed(): number {
    const folded = this.unsigned()
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2
  }
}
