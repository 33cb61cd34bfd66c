/** QR, Data Matrix and Aztec codes in frames of a video, read by ZXing-C++ (zxing-wasm). */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ReaderOptions } from 'zxing-wasm/reader'
import { decodeSpans, type FrameSpan } from './decodeSpans.ts'
import { getGreyPlane, type GreyPlane } from './readBrightness.ts'

export interface FrameCode {
  /** Media time of the frame, µs. */
  readonly ptsUs: number
  readonly text: string
}

export interface FrameCodes {
  /** By frame; a frame may show several. */
  readonly codes: readonly FrameCode[]
  /** Frames that were looked at. */
  readonly frames: number
}

const OPTIONS: ReaderOptions = { formats: ['QRCode', 'DataMatrix', 'Aztec'], maxNumberOfSymbols: 4 }

/** Loaded when the first code is looked for, from the package's own file: its default is to ask a web server. */
async function loadReader() {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader')
  const file = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')))
  const wasmBinary = new Uint8Array(file).buffer
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  return readBarcodes
}

let reader: ReturnType<typeof loadReader> | undefined

/** Reads the frames of ascending spans. Throws an Error with FFmpeg's reason. */
export async function readCodes(
  path: string,
  { streamIndex, spans }: { streamIndex: number; spans: readonly FrameSpan[] },
  onStep: () => Promise<void> | undefined,
): Promise<FrameCodes> {
  const readBarcodes = await (reader ??= loadReader())
  const codes: FrameCode[] = []
  let frames = 0
  for await (const { frame, ptsUs } of decodeSpans(path, streamIndex, spans, onStep)) {
    frames++
    const found = await readBarcodes(toImage(getGreyPlane(frame)), OPTIONS)
    for (const { text, isValid } of found) if (isValid) codes.push({ ptsUs, text })
  }
  return { codes, frames }
}

function toImage({ bytes, stride, width, height }: GreyPlane): ImageData {
  const data = new Uint8ClampedArray(width * height * 4)
  const pixels = new Uint32Array(data.buffer)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels[y * width + x] = bytes[y * stride + x]! * 0x010101 + 0xff000000
  }
  return { data, width, height, colorSpace: 'srgb' }
}
