/** Frame numbers as the real recordings carry them: 24 cells over the top quarter, the most significant first. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findProgram } from '../../cli/machine.mjs'

const CELLS = 24
const CELL_HEIGHT = 0.125
const run = promisify(execFile)

/** Reads the number from RGBA pixels of the picture, or of its upper part with the whole picture's height. */
export function readNumber(rgba: Uint8ClampedArray, width: number, height: number): number {
  let value = 0
  for (let cell = 0; cell < CELLS; cell++) {
    const x = Math.floor(((cell + 0.5) * width) / CELLS)
    const y = Math.floor(height * CELL_HEIGHT)
    value = value * 2 + (rgba[(y * width + x) * 4 + 1]! > 128 ? 1 : 0)
  }
  return value
}

/** Every frame's number in a file, in presentation order, decoded by ffmpeg: none of our code sees the media. */
export async function readNumbers(path: string): Promise<number[]> {
  const ffmpeg = findProgram('ffmpeg')
  if (!ffmpeg) throw new Error('no ffmpeg found: run npm test once, it installs what is missing')
  const filter = `crop=iw:ih/8:0:ih/16,scale=${CELLS}:1:flags=area,format=gray`
  const args = ['-v', 'error', '-i', path, '-vf', filter, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-']
  const { stdout } = await run(ffmpeg, args, { encoding: 'buffer', maxBuffer: 1 << 28 })
  return Array.from({ length: Math.floor(stdout.length / CELLS) }, (_, frame) =>
    stdout
      .subarray(frame * CELLS, (frame + 1) * CELLS)
      .reduce((value, level) => value * 2 + (level > 128 ? 1 : 0), 0),
  )
}
