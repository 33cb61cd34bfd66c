/** Videos whose frames a test draws itself, and QR codes to draw in them. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'
import { run } from './mediaJudge.ts'

export interface Grey {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

export const createGrey = (width: number, height: number, value: number): Grey => ({
  width,
  height,
  pixels: new Uint8Array(width * height).fill(value),
})

let writer: Promise<unknown> | undefined

async function loadWriter(): Promise<void> {
  const file = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm')
  const wasmBinary = new Uint8Array(await readFile(file)).buffer
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
}

/** Draws a code at the upper left corner, `scale` pixels a module. */
export async function drawCode(into: Grey, text: string, scale: number): Promise<void> {
  await (writer ??= loadWriter())
  const { symbol, error } = await writeBarcode(text, { format: 'QRCode' })
  if (error) throw new Error(error)
  for (let y = 0; y < symbol.height * scale; y++) {
    for (let x = 0; x < symbol.width * scale; x++) {
      const module = symbol.data[Math.floor(y / scale) * symbol.width + Math.floor(x / scale)]!
      into.pixels[(y + 8) * into.width + x + 8] = module
    }
  }
}

/** Encodes frames of one size with ffmpeg; `args` choose the codec, the name of `out` the container. */
export async function encodeFrames(
  out: string,
  { fps, args }: { fps: number; args: readonly string[] },
  frames: readonly Grey[],
): Promise<void> {
  const [first] = frames
  if (!first) throw new Error('no frames')
  const input = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${first.width}x${first.height}`]
  const all = ['-v', 'error', '-y', ...input, '-r', String(fps), '-i', '-', '-pix_fmt', 'yuv420p', ...args]
  await run('ffmpeg', [...all, out], Readable.from(frames.map(({ pixels }) => pixels)))
}
