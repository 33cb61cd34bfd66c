/**
 * Reads the few facts about a container that mediabunny does not tell: whether a WebM has Cues and a Duration and
 * which CodecDelay its tracks have (Matroska, RFC 9559), and whether an MP4 has its moov box (ISO/IEC 14496-12).
 * Reads the head and what a SeekHead or a box size points at, never the media.
 */
export interface RangeReader {
  readonly sizeBytes: number
  /** Bytes `[start, end)`, clipped to the size. */
  read(start: number, end: number): Promise<Uint8Array>
}

export interface WebmHead {
  readonly hasCues: boolean
  readonly hasDuration: boolean
  /** How much of the segment its header announces lies beyond the end of the file; 0 where it says no size. */
  readonly missingBytes: number
  /** µs, by position among the tracks of the file. */
  readonly codecDelaysUs: readonly number[]
}

const HEAD_BYTES = 65_536
const ID = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  codecDelay: 0x56aa,
  cues: 0x1c53bb6b,
  cluster: 0x1f43b675,
}

/** Returns undefined where the bytes are no Matroska. */
export async function readWebmHead(reader: RangeReader): Promise<WebmHead | undefined> {
  const bytes = await reader.read(0, Math.min(HEAD_BYTES, reader.sizeBytes))
  const ebml = readElement(bytes, 0)
  if (ebml?.id !== ID.ebml) return undefined
  const segment = readElement(bytes, ebml.end)
  if (segment?.id !== ID.segment) return undefined
  let hasCues = false
  let hasDuration = false
  let codecDelaysUs: number[] = []
  for (const element of readChildren(bytes, segment.start, bytes.length)) {
    if (element.id === ID.cluster) break
    if (element.id === ID.cues) hasCues = true
    if (element.id === ID.info)
      hasDuration = readChildren(bytes, element.start, element.end).some((x) => x.id === ID.duration)
    if (element.id === ID.tracks) codecDelaysUs = readCodecDelays(bytes, element)
    if (element.id === ID.seekHead && !hasCues)
      hasCues = await pointsAtCues(reader, bytes, element, segment.start)
  }
  const missingBytes = segment.unknown ? 0 : Math.max(0, segment.end - reader.sizeBytes)
  return { hasCues, hasDuration, missingBytes, codecDelaysUs }
}

/** Whether a moov box is there, wherever it stands. */
export async function hasMoov(reader: RangeReader): Promise<boolean> {
  for (let at = 0; at + 8 <= reader.sizeBytes;) {
    const bytes = await reader.read(at, at + 16)
    if (bytes.length < 8) return false
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const type = String.fromCharCode(...bytes.subarray(4, 8))
    if (type === 'moov') return true
    let size = view.getUint32(0)
    if (size === 1 && bytes.length >= 16) size = Number(view.getBigUint64(8))
    if (size < 8) return false
    at += size
  }
  return false
}

interface Element {
  readonly id: number
  /** Its size is not said: it reaches to the end of what was read. */
  readonly unknown: boolean
  readonly start: number
  readonly end: number
}

/** Reads one element's id and extent; an unknown size reaches to the end of what was read. */
function readElement(bytes: Uint8Array, at: number): Element | undefined {
  const idLength = at < bytes.length ? Math.clz32(bytes[at]!) - 23 : 9
  if (idLength > 4 || at + idLength >= bytes.length) return undefined
  let id = 0
  for (let i = 0; i < idLength; i++) id = id * 256 + bytes[at + i]!
  const sizeAt = at + idLength
  const sizeLength = Math.clz32(bytes[sizeAt]!) - 23
  if (sizeLength > 8 || sizeAt + sizeLength > bytes.length) return undefined
  let size = bytes[sizeAt]! & (0xff >> sizeLength)
  let unknown = size === 0xff >> sizeLength
  for (let i = 1; i < sizeLength; i++) {
    size = size * 256 + bytes[sizeAt + i]!
    unknown &&= bytes[sizeAt + i] === 0xff
  }
  const start = sizeAt + sizeLength
  return { id, unknown, start, end: unknown ? bytes.length : start + size }
}

function readChildren(bytes: Uint8Array, start: number, end: number): Element[] {
  const children: Element[] = []
  for (let at = start; at < Math.min(end, bytes.length);) {
    const element = readElement(bytes, at)
    if (!element) break
    children.push(element)
    at = element.end
  }
  return children
}

function readUnsigned(bytes: Uint8Array, element: Element): number {
  let value = 0
  for (let at = element.start; at < Math.min(element.end, bytes.length); at++)
    value = value * 256 + bytes[at]!
  return value
}

function readCodecDelays(bytes: Uint8Array, tracks: Element): number[] {
  return readChildren(bytes, tracks.start, tracks.end)
    .filter((element) => element.id === ID.trackEntry)
    .map((entry) =>
      readChildren(bytes, entry.start, entry.end).find((element) => element.id === ID.codecDelay),
    )
    .map((delay) => (delay ? readUnsigned(bytes, delay) / 1e3 : 0))
}

/** A SeekHead may promise cues that a killed writer never wrote: look whether they are there. */
async function pointsAtCues(
  reader: RangeReader,
  bytes: Uint8Array,
  seekHead: Element,
  segmentStart: number,
): Promise<boolean> {
  for (const seek of readChildren(bytes, seekHead.start, seekHead.end)) {
    const parts = readChildren(bytes, seek.start, seek.end)
    const id = parts.find((part) => part.id === ID.seekId)
    const position = parts.find((part) => part.id === ID.seekPosition)
    if (seek.id !== ID.seek || !id || !position || readUnsigned(bytes, id) !== ID.cues) continue
    const at = segmentStart + readUnsigned(bytes, position)
    if (at + 4 > reader.sizeBytes) return false
    return readElement(await reader.read(at, at + 16), 0)?.id === ID.cues
  }
  return false
}
