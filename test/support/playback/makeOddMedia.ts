/** Recordings that are not as others: their picture changes its size within the file, or few browsers have the codec. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFfmpeg, makeVideo, mediaFolder } from './makeMedia.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/** 30 frames a second, VP8: `seconds` of each size, one after another, each from a key frame on. Returns its path. */
export async function makeResized(name: string, sizes: readonly Size[], seconds: number): Promise<string> {
  const whole = { name: `${name}-whole`, cellId: 4, codec: 'vp8', fps: 30 } as const
  const from = await makeVideo({ ...whole, seconds: seconds * sizes.length })
  return make(`${name}.webm`, async (out) => {
    const parts: string[] = []
    for (const [at, { width, height }] of sizes.entries()) {
      const part = join(mediaFolder(), `${name}-${process.pid}-${at}.webm`)
      const cut = `trim=start_frame=${at * seconds * 30}:end_frame=${(at + 1) * seconds * 30},setpts=PTS-STARTPTS`
      const codec = '-c:v libvpx -deadline realtime -cpu-used 8 -auto-alt-ref 0 -b:v 600k -g 60 -threads 1'
      await run(['-i', from, '-vf', `${cut},scale=${width}:${height},setsar=1`, ...codec.split(' '), part])
      parts.push(part)
    }
    const list = join(mediaFolder(), `${name}-${process.pid}.txt`)
    await writeFile(list, parts.map((part) => `file '${part}'\n`).join(''))
    await run(['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', out])
    for (const path of [...parts, list]) await rm(path)
  })
}

/** H265, which browsers play only where the machine decodes it. Returns its path. */
export async function makeH265(name: string, seconds: number): Promise<string> {
  const from = await makeVideo({ name: `${name}-h264`, cellId: 2, codec: 'h264', fps: 30, seconds })
  const codec =
    '-c:v libx265 -preset ultrafast -x265-params log-level=error:pools=1 -tag:v hvc1 -movflags +faststart'
  return make(`${name}.mp4`, (out) => run(['-i', from, ...codec.split(' '), out]))
}

async function make(file: string, write: (out: string) => Promise<void>): Promise<string> {
  const path = join(mediaFolder(), file)
  if (existsSync(path)) return path
  await mkdir(mediaFolder(), { recursive: true })
  const making = join(mediaFolder(), `making-${process.pid}-${file}`)
  await write(making)
  await rename(making, path)
  return path
}

async function run(args: readonly string[]): Promise<void> {
  const ffmpeg = spawn(findFfmpeg(), ['-v', 'error', '-y', ...args], { stdio: 'inherit' })
  const [code] = await once(ffmpeg, 'close')
  if (code !== 0) throw new Error(`ffmpeg ${args.join(' ')}: exit code ${code}`)
}
