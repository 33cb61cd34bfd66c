/**
 * Small recordings for judging playback alone: pictures that name themselves (fixtures/cells.ts) by the machine's
 * ffmpeg, in the shapes LiveKit writes: VP8 WebM and H264 MP4, a key frame every 4 s, a hole, a variable rate, Opus.
 */
import { createCanvas } from '@napi-rs/canvas'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '../../../cli/machine.mjs'
import { drawCells } from '../../../fixtures/cells.ts'

export interface MadeVideo {
  readonly name: string
  readonly cellId: number
  readonly codec: 'h264' | 'vp8'
  readonly fps: number
  readonly seconds: number
  /** Seconds after which nothing is written for as long. */
  readonly hole?: { readonly at: number; readonly length: number }
  /** Every 5th frame comes half a frame late. */
  readonly uneven?: boolean
}

const WIDTH = 640
const HEIGHT = 360
const VERSION = 2

/** The folder the made files are kept in, made once a machine. */
export const mediaFolder = (): string => join(tmpdir(), `lockstep-playback-media-${VERSION}`)

export const findFfmpeg = (): string => {
  const path = findProgram('ffmpeg')
  if (!path) throw new Error('no ffmpeg found: run npm test once, it installs what is missing')
  return path
}

/** Returns the file's path; made where it does not exist. */
export async function makeVideo(video: MadeVideo): Promise<string> {
  const file = `${video.name}.${video.codec === 'vp8' ? 'webm' : 'mp4'}`
  const path = join(mediaFolder(), file)
  if (existsSync(path)) return path
  await mkdir(mediaFolder(), { recursive: true })
  const making = join(mediaFolder(), `making-${process.pid}-${file}`)
  const { fps } = video
  const shift = [
    video.hole ? `gte(N,${video.hole.at * fps})*${video.hole.length}/TB` : '0',
    video.uneven ? `eq(mod(N,5),4)*0.5/${fps}/TB` : '0',
  ]
  const codec =
    video.codec === 'vp8'
      ? 'libvpx -deadline realtime -cpu-used 8 -auto-alt-ref 0'
      : 'libx264 -profile:v baseline -preset veryfast -bf 0 -sc_threshold 0 -movflags +faststart'
  const timing = `settb=1/90000,setpts='N/${fps}/TB+${shift.join('+')}'`
  // Without enc_time_base the encoder counts in whole frames, and a late one would fall on the next.
  const args = [
    `-v error -y -f rawvideo -pix_fmt rgba -s ${WIDTH}x${HEIGHT} -r ${fps} -i pipe:0`,
    `-vf ${timing} -fps_mode passthrough -enc_time_base 1:90000`,
    `-c:v ${codec} -b:v 600k -g ${fps * 4} -pix_fmt yuv420p -threads 1`,
    making,
  ].flatMap((part, at, parts) => (at === parts.length - 1 ? [part] : part.split(' ')))
  const ffmpeg = spawn(findFfmpeg(), args, { stdio: ['pipe', 'inherit', 'inherit'] })
  const ended = once(ffmpeg, 'close')
  const canvas = createCanvas(WIDTH, HEIGHT)
  const context = canvas.getContext('2d')
  for (let index = 0; index < fps * video.seconds; index++) {
    context.fillStyle = `hsl(${video.cellId * 47} 30% 35%)`
    context.fillRect(0, 0, WIDTH, HEIGHT)
    context.fillStyle = `hsl(${video.cellId * 47 + 40} 60% 65%)`
    context.beginPath()
    context.arc(320 + 180 * Math.sin(index / fps), 220 + 60 * Math.cos((index / fps) * 1.7), 50, 0, 7)
    context.fill()
    drawCells(context, WIDTH, HEIGHT, index, video.cellId)
    const { data } = context.getImageData(0, 0, WIDTH, HEIGHT)
    if (!ffmpeg.stdin.write(Buffer.from(data.buffer))) await once(ffmpeg.stdin, 'drain')
  }
  ffmpeg.stdin.end()
  const [code] = await ended
  if (code !== 0) throw new Error(`ffmpeg ${args.join(' ')}: exit code ${code}`)
  await rename(making, path)
  return path
}

/** An Opus file with a tone of `toneS` at each whole second, told apart by its pitch; of 1 s: without a break. */
export async function makeSound(
  name: string,
  seconds: number,
  pitchHz: number,
  toneS = 0.2,
): Promise<string> {
  const path = join(mediaFolder(), `${name}.ogg`)
  if (existsSync(path)) return path
  await mkdir(mediaFolder(), { recursive: true })
  const making = join(mediaFolder(), `making-${process.pid}-${name}.ogg`)
  const tone = `aevalsrc=0.4*sin(2*PI*${pitchHz}*t)*lt(mod(t\\,1)\\,${toneS}):s=48000:d=${seconds}`
  const args = ['-v', 'error', '-y', '-f', 'lavfi', '-i', tone, '-c:a', 'libopus', '-b:a', '32k', making]
  const [code] = await once(spawn(findFfmpeg(), args, { stdio: 'inherit' }), 'close')
  if (code !== 0) throw new Error(`ffmpeg ${args.join(' ')}: exit code ${code}`)
  await rename(making, path)
  return path
}
