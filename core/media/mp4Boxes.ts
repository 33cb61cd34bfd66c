/** Boxes of an MP4 (ISO/IEC 14496-12 §4.2): a size, four letters, and what is in them. */
import type { RangeReader } from './containerHead.ts'

const LARGEST_MOOV = 1 << 28

/** What a box holds, without its size and letters. */
export interface Box {
  readonly type: string
  readonly body: DataView
}

/** The moov box's content, wherever in the file it stands; undefined where there is none, or one above 256 MiB. */
export async function readMoov(reader: RangeReader): Promise<DataView | undefined> {
  for (let at = 0; at + 8 <= reader.sizeBytes;) {
    const head = toView(await reader.read(at, Math.min(at + 16, reader.sizeBytes)))
    const box = readHead(head, 0, reader.sizeBytes - at)
    if (!box) return undefined
    if (box.type === 'moov') {
      if (box.size > LARGEST_MOOV || at + box.size > reader.sizeBytes) return undefined
      return toView(await reader.read(at + box.headBytes, at + box.size))
    }
    at += box.size
  }
  return undefined
}

/** The boxes side by side in a piece of bytes; ends before one that does not fit. */
export function* listBoxes(content: DataView): Generator<Box> {
  for (let at = 0; at + 8 <= content.byteLength;) {
    const box = readHead(content, at, content.byteLength - at)
    if (!box || at + box.size > content.byteLength) return
    const start = content.byteOffset + at + box.headBytes
    yield { type: box.type, body: new DataView(content.buffer, start, box.size - box.headBytes) }
    at += box.size
  }
}

/** The content of the first box at a path of types. */
export function findBox(content: DataView, ...path: readonly string[]): DataView | undefined {
  let body: DataView | undefined = content
  for (const wanted of path) {
    let found: DataView | undefined
    for (const box of listBoxes(body)) {
      if (box.type !== wanted) continue
      found = box.body
      break
    }
    if (!found) return undefined
    body = found
  }
  return body
}

const toView = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** `left`: bytes up to the end of what the box stands in, which one of size 0 fills. */
function readHead(
  view: DataView,
  at: number,
  left: number,
): { type: string; size: number; headBytes: number } | undefined {
  if (at + 8 > view.byteLength) return undefined
  const type = String.fromCharCode(...[4, 5, 6, 7].map((byte) => view.getUint8(at + byte)))
  const short = view.getUint32(at)
  if (short === 0) return { type, size: left, headBytes: 8 }
  if (short !== 1) return short < 8 ? undefined : { type, size: short, headBytes: 8 }
  if (at + 16 > view.byteLength) return undefined
  const size = Number(view.getBigUint64(at + 8))
  return size < 16 ? undefined : { type, size, headBytes: 16 }
}
