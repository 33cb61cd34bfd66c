/** Reads bits from the most significant on, and Exp-Golomb codes (H.264 §9.1); zeros beyond the end. */
export interface BitReader {
  read(count: number): number
  readUe(): number
  readSe(): number
  readonly isPastEnd: boolean
}

export function createBitReader(bytes: Uint8Array): BitReader {
  let at = 0
  const read = (count: number): number => {
    let value = 0
    for (let n = 0; n < count; n++, at++) value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
    return value
  }
  const readUe = (): number => {
    let zeros = 0
    while (zeros < 32 && at < bytes.length * 8 && read(1) === 0) zeros++
    return 2 ** zeros - 1 + read(zeros)
  }
  return {
    read,
    readUe,
    readSe() {
      const code = readUe()
      return code % 2 === 1 ? (code + 1) / 2 : -code / 2
    },
    get isPastEnd() {
      return at > bytes.length * 8
    },
  }
}
