/** The independent judge of media: Debian's ffmpeg and ffprobe, never the product's own reader. */
import { spawn } from 'node:child_process'
import { readCellsFrom, type Cells } from '../../fixtures/cells.ts'

export interface Picture {
  readonly luma: (x: number, y: number) => number
  readonly width: number
  readonly height: number
}

/** Arguments that hold no spaces. */
export const words = (text: string): string[] => text.split(' ')

/** Runs a program; rejects with its last lines where it fails. */
export function run(
  program: string,
  args: readonly string[],
  input?: AsyncIterable<Uint8Array>,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => (errors += String(chunk)))
    child.stdin.on('error', () => undefined)
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out))
      else reject(new Error(`${program} ${args.join(' ')}: exit ${code}\n${errors.slice(-800)}`))
    })
    const feed = async (): Promise<void> => {
      for await (const chunk of input ?? []) {
        if (!child.stdin.write(chunk)) await new Promise((drained) => child.stdin.once('drain', drained))
      }
      child.stdin.end()
    }
    feed().catch(reject)
  })
}

/** PTS of a file's first stream of that kind as ffprobe shows them, in showing order, s; none an edit list discards. */
export async function probePts(file: string, kind: 'v' | 'a' = 'v'): Promise<number[]> {
  const entries = '-show_entries packet=pts_time,flags -of csv=p=0'
  const text = await run('ffprobe', [...words(`-v error -select_streams ${kind}:0 ${entries}`), file])
  const lines = String(text).trim().split('\n')
  const shown = lines.filter((line) => line !== '' && !line.includes('D'))
  return shown
    .map(Number.parseFloat)
    .filter((pts) => !Number.isNaN(pts))
    .sort((a, b) => a - b)
}

/** All that ffprobe says about a file. */
export async function probe(file: string): Promise<{
  format: { start_time: string; duration: string; tags?: Record<string, string> }
  streams: { codec_name: string; width?: number; height?: number; tags?: Record<string, string> }[]
}> {
  return JSON.parse(
    String(await run('ffprobe', ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', file])),
  )
}

/** Every shown frame, brought to that size, as luma. */
export async function decodePictures(file: string, width: number, height: number): Promise<Picture[]> {
  const output = `-fps_mode passthrough -vf scale=${width}:${height} -pix_fmt gray -f rawvideo -`
  const bytes = await run('ffmpeg', [...words('-v error -i'), file, ...words(`-map 0:v:0 ${output}`)])
  const size = width * height
  return Array.from({ length: bytes.length / size }, (_, n) => ({
    luma: (x, y) => bytes[n * size + y * width + x]!,
    width,
    height,
  }))
}

export async function decodeCells(
  file: string,
  width: number,
  height: number,
): Promise<(Cells | undefined)[]> {
  const pictures = await decodePictures(file, width, height)
  return pictures.map((picture) => readCellsFrom(picture.luma, width, height))
}

/** The real bucket's pictures: 24 cells over the top quarter, most significant first. */
export function readRealFrameNumber({ luma, width, height }: Picture): number {
  let number = 0
  for (let cell = 0; cell < 24; cell++) {
    const x = Math.floor(((cell + 0.5) * width) / 24)
    number = number * 2 + (luma(x, Math.floor(height / 8)) > 128 ? 1 : 0)
  }
  return number
}

/**
 * Mono samples at 48 kHz as ffmpeg plays the file; with `keepsHoles` from media time 0, silence where nothing is (ffmpeg
 * itself closes holes of less than 0.1 s).
 */
export async function decodeSound(
  file: string,
  { keepsHoles = false }: { readonly keepsHoles?: boolean } = {},
): Promise<Float32Array> {
  const filter = keepsHoles ? '-af aresample=async=1:first_pts=0:min_hard_comp=0.01 ' : ''
  const output = `-map 0:a:0 ${filter}-ac 1 -ar 48000 -f f32le -`
  const bytes = await run('ffmpeg', [...words('-v error -i'), file, ...words(output)])
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

/** How many samples later `b` runs than `a`, within ±`reach`, by correlation; and how alike they are (1: the same). */
export function findLag(a: Float32Array, b: Float32Array, reach: number): { lag: number; likeness: number } {
  const length = Math.min(a.length, b.length) - 2 * reach
  let best = { lag: 0, likeness: -Infinity }
  for (let lag = -reach; lag <= reach; lag++) {
    let dot = 0
    let powerA = 0
    let powerB = 0
    for (let i = 0; i < length; i++) {
      const x = a[i + reach]!
      const y = b[i + reach + lag]!
      dot += x * y
      powerA += x * x
      powerB += y * y
    }
    const likeness = dot / Math.sqrt(powerA * powerB || 1)
    if (likeness > best.likeness) best = { lag, likeness }
  }
  return best
}
