/**
 * Bytes → text for files whose encoding is not said. UTF-8 is meant; a byte order mark is dropped, UTF-16 is read
 * and reported (Windows tools write it), and bytes that are neither are refused: a replacement character would be
 * a silent change of someone's data.
 */
import type { Problem, Reading } from './problem.ts'

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** Decodes a whole file; `value` is undefined when the bytes are not text in any encoding known here. */
export function decodeText(bytes: Uint8Array): Reading<string> {
  const encoding = findEncoding(bytes)
  const problems: Problem[] = []
  if (encoding !== 'utf-8') {
    problems.push({
      code: 'encoding_utf16',
      message: `text is encoded as ${encoding}, expected utf-8`,
      evidence: { encoding, bytes: bytes.length },
    })
  }
  try {
    return { value: new TextDecoder(encoding, { fatal: true }).decode(bytes), problems }
  } catch {
    return {
      value: undefined,
      problems: [
        {
          code: 'encoding_broken',
          message: `bytes are not valid ${encoding} text`,
          evidence: { encoding, bytes: bytes.length, firstBytesHex: toHex(bytes.subarray(0, 32)) },
        },
      ],
    }
  }
}

/** JSON and log lines begin with ASCII: a zero beside the first character shows UTF-16 without a mark. */
function findEncoding(bytes: Uint8Array): Encoding {
  const [a, b] = bytes
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (bytes.length >= 4 && a !== 0 && b === 0 && bytes[2] !== 0 && bytes[3] === 0) return 'utf-16le'
  if (bytes.length >= 4 && a === 0 && b !== 0 && bytes[2] === 0 && bytes[3] !== 0) return 'utf-16be'
  return 'utf-8'
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
