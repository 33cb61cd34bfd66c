/**
 * A WebM film of black at 60 frames a second, made of one VP8 key frame and one that changes nothing (16 × 16 px): 24
 * bytes a picture. Elements and their ids: RFC 8794 (EBML), RFC 9559 (Matroska).
 */
const FPS = 60
const KEY_FRAME = hex('1002009d012a100010000047088585888584880202000c0d6000feffab5080')
const SAME_FRAME = hex('b101000f11fc00180018582ff400080000')
const SIZE_PX = 16
const KEY_FLAG = 0x80

type Bytes = readonly number[]

/** `seconds`: whole ones. */
export function makeSteadyFilm(seconds: number): Blob {
  const clusters = Array.from({ length: seconds }, (_, second) => cluster(second))
  const film = [
    element('1a45dfa3', element('4282', text('webm'))),
    element(
      '18538067',
      // Times are in milliseconds where nothing else is said.
      element('1549a966', element('4489', float(seconds * 1000))),
      element(
        '1654ae6b',
        element(
          'ae',
          element('d7', [1]),
          element('73c5', [1]),
          element('83', [1]),
          element('86', text('V_VP8')),
          element('e0', element('b0', [SIZE_PX]), element('ba', [SIZE_PX])),
        ),
      ),
      ...clusters,
    ),
  ]
  return new Blob([Uint8Array.from(film.flat())], { type: 'video/webm' })
}

/** Each begins with a key frame, so that a loop's start is found. */
function cluster(second: number): Bytes {
  const frames = Array.from({ length: FPS }, (_, n) =>
    element('a3', [0x81, ...number(Math.round((n * 1000) / FPS), 2)], n === 0 ? KEY_BLOCK : SAME_BLOCK),
  )
  return element('1f43b675', element('e7', number(second * 1000, 4)), ...frames)
}

const KEY_BLOCK: Bytes = [KEY_FLAG, ...KEY_FRAME]
const SAME_BLOCK: Bytes = [0, ...SAME_FRAME]

/** Its size always takes four bytes, the first of which says so. */
function element(id: string, ...parts: readonly Bytes[]): Bytes {
  const content = parts.flat()
  return [...hex(id), ...number(content.length + 0x1000_0000, 4), ...content]
}

const number = (value: number, bytes: number): Bytes =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** (bytes - 1 - at)) % 256)

function float(value: number): Bytes {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value)
  return [...bytes]
}

const text = (value: string): Bytes => [...value].map((letter) => letter.charCodeAt(0))

function hex(digits: string): Bytes {
  return (digits.match(/[0-9a-f]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16))
}
