/**
 * A few camera recordings for judging playback under load: 640×360 H264 of about 600 kb/s with a key frame every 4 s,
 * as LiveKit's egress writes them, of a moving scene with a sensor's noise, since noise is what decoding costs. Every
 * picture names itself in cells that a tile of 80 px still shows. Made by the machine's ffmpeg, kept beside its kind.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { drawCells, LARGE_ROW_SHARE } from '../../../fixtures/cells.ts'
import { createPlanes, greyContext, type Planes } from '../../../fixtures/draw/planes.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import { findFfmpeg, mediaFolder } from './makeMedia.ts'

export interface CrowdVideo {
  readonly name: string
  readonly cellId: number
  readonly fps: number
  /** Times between frames wander from 0.5 to 1.7 of the mean. */
  readonly uneven?: boolean
  readonly seconds: number
}

const WIDTH = 640
const HEIGHT = 360
const GOP_S = 4
const NOISES = 8
const NOISE_LEVELS = 9
const BITRATE = '600k'

/** One each of 30 fps (three times), 25 fps and a variable rate; the recordings of a crowd are copies of them. */
export const crowdVideos = (seconds: number): readonly CrowdVideo[] =>
  [30, 25, 30, 24, 30].map((fps, at) => ({
    name: `crowd${at}-${seconds}`,
    cellId: at + 1,
    fps,
    uneven: fps === 24,
    seconds,
  }))

/** Returns the file's path; made where it does not exist, about 5 CPU-s a minute of it. */
export async function makeCrowdVideo(video: CrowdVideo): Promise<string> {
  const path = join(mediaFolder(), `${video.name}.mp4`)
  if (existsSync(path)) return path
  await mkdir(mediaFolder(), { recursive: true })
  const making = join(mediaFolder(), `making-${process.pid}-${video.name}.mp4`)
  const { fps, uneven } = video
  const pts = uneven ? `(N+0.3*mod(N,2)-0.2*mod(N,3))/${fps}/TB` : `N/${fps}/TB`
  // Without enc_time_base the encoder counts in whole frames, and an early one would fall on the last.
  const args = [
    `-v error -y -f rawvideo -pix_fmt yuv420p -s ${WIDTH}x${HEIGHT} -r ${fps} -i pipe:0`,
    `-vf settb=1/90000,setpts='${pts}' -fps_mode passthrough -enc_time_base 1:90000`,
    `-c:v libx264 -profile:v baseline -preset veryfast -bf 0 -sc_threshold 0 -g ${fps * GOP_S}`,
    `-b:v ${BITRATE} -maxrate ${BITRATE} -bufsize ${BITRATE} -threads 1 -movflags +faststart`,
  ].flatMap((part) => part.split(' '))
  const ffmpeg = spawn(findFfmpeg(), [...args, making], { stdio: ['pipe', 'inherit', 'inherit'] })
  const ended = once(ffmpeg, 'close')
  const scene = createScene(video.cellId)
  for (let index = 0; index < fps * video.seconds; index++) {
    if (!ffmpeg.stdin.write(scene.paint(index, index / fps))) await once(ffmpeg.stdin, 'drain')
  }
  ffmpeg.stdin.end()
  const [code] = await ended
  if (code !== 0) throw new Error(`ffmpeg ${args.join(' ')}: exit code ${code}`)
  await rename(making, path)
  return path
}

export const LARGE_S = 20

/** A file of more than 20 MB: noise of 1280×720 at 10 Mb/s. */
export async function makeLargeVideo(): Promise<string> {
  const path = join(mediaFolder(), `large-${LARGE_S}.mp4`)
  if (existsSync(path)) return path
  await mkdir(mediaFolder(), { recursive: true })
  const making = join(mediaFolder(), `making-${process.pid}-large.mp4`)
  const args = [
    `-v error -y -f lavfi -i color=gray:s=1280x720:r=30:d=${LARGE_S},noise=alls=40:allf=t`,
    '-c:v libx264 -preset ultrafast -b:v 10M -minrate 10M -maxrate 10M -bufsize 10M',
    '-pix_fmt yuv420p -g 60 -threads 1 -movflags +faststart',
  ].flatMap((part) => part.split(' '))
  const [code] = await once(spawn(findFfmpeg(), [...args, making], { stdio: 'inherit' }), 'close')
  if (code !== 0) throw new Error(`ffmpeg ${args.join(' ')}: exit code ${code}`)
  await rename(making, path)
  return path
}

/** A soft wall, a bright disc that moves before it, and noise. */
function createScene(cellId: number): { paint(index: number, seconds: number): Buffer } {
  const random = seededRandom(`crowd ${cellId}`)
  const size = WIDTH * HEIGHT
  const noises = Array.from({ length: NOISES }, () =>
    Uint8Array.from({ length: size }, () => Math.floor(random() * NOISE_LEVELS)),
  )
  const wall = Uint8Array.from(
    { length: size },
    (_, at) => 90 + 40 * Math.sin((at % WIDTH) / 61 + cellId) * Math.cos(at / WIDTH / 37),
  )
  return {
    paint(index, seconds) {
      // A new one each: the pipe may still hold the last.
      const planes: Planes = createPlanes(WIDTH, HEIGHT)
      const noise = noises[(index * 5) % NOISES]!
      const { bytes } = planes
      for (let at = 0; at < size; at++) bytes[at] = wall[at]! + noise[at]!
      bytes.fill(90 + ((cellId * 37) % 80), size, size + size / 4)
      const [x, y] = [320 + 180 * Math.sin(seconds), 230 + 60 * Math.cos(seconds * 1.7)]
      for (let row = Math.floor(y) - 48; row < y + 48; row++) {
        const half = Math.sqrt(Math.max(0, 48 ** 2 - (row - y) ** 2))
        const left = row * WIDTH + Math.floor(x - half)
        for (let at = left; at < left + 2 * half; at++) bytes[at] = 190 + noise[at]!
      }
      drawCells(greyContext(planes), WIDTH, HEIGHT, index, cellId, LARGE_ROW_SHARE)
      return bytes
    },
  }
}
