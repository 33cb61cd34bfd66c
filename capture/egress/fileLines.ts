/** The lines of a file of any length, one at a time; they end with LF alone, since JSON may hold every other mark. */
import { open } from 'node:fs/promises'

export interface FileLine {
  /** Without its LF. */
  readonly text: string
  /** Bytes of the file up to the end of the line. */
  readonly endOffset: number
}

/** Whole lines from an offset on; where `withRest`, what stands after the last LF too. */
export async function* readFileLines(
  path: string,
  { fromOffset = 0, withRest = false }: { fromOffset?: number; withRest?: boolean } = {},
): AsyncGenerator<FileLine> {
  const file = await open(path, 'r')
  try {
    let endOffset = fromOffset
    let rest = Buffer.alloc(0)
    for await (const chunk of file.createReadStream({ start: fromOffset, autoClose: false })) {
      rest = Buffer.concat([rest, chunk as Buffer])
      for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
        const text = rest.subarray(0, end).toString()
        rest = rest.subarray(end + 1)
        endOffset += end + 1
        yield { text, endOffset }
      }
    }
    if (withRest && rest.length > 0) yield { text: rest.toString(), endOffset: endOffset + rest.length }
  } finally {
    await file.close()
  }
}
