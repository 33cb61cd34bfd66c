/**
 * Recordings of hours that are cheap to make: twenty seconds of small pictures encoded once, then repeated packet by
 * packet (`-c copy`) to one file of the length wanted, under as many keys as are wanted. The cells of a frame name it
 * within its round. An 8 h camera has 864,000 packets, as a real one of 30 fps has.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { findFfmpeg, makeSound, makeVideo, mediaFolder } from './makeMedia.ts'

const ROUND_S = 20
/** Of Opus, 20 ms each. */
const PACKETS_PER_S = 50
/** Frames of a round: what the cells count. */
export const ROUND_FRAMES = 600

/** 320×180, 30 fps, a key frame every 4 s; about 8 MB an hour. `cellId`: 1 to 4. */
export async function makeLongVideo(cellId: number, seconds: number): Promise<string> {
  const large = await makeVideo({
    name: `even${cellId}`,
    cellId,
    codec: 'h264',
    fps: 30,
    seconds: ROUND_S,
  })
  const encode = '-an -vf scale=320:180 -c:v libx264 -profile:v baseline -preset veryfast -crf 33'
  const round = await run(`round${cellId}.mp4`, [
    '-i',
    large,
    ...split(`${encode} -bf 0 -sc_threshold 0 -g 120`),
  ])
  return repeat(round, `long${cellId}-${seconds}.mp4`, seconds)
}

export async function makeLongSound(seconds: number, pitchHz: number): Promise<string> {
  const sound = await makeSound(`round${pitchHz}`, ROUND_S, pitchHz)
  // Opus ends with a packet for its delay: rounds with it would add up to half a minute in 8 h.
  const frames = String(ROUND_S * PACKETS_PER_S)
  const round = await run(`whole${pitchHz}.ogg`, ['-i', sound, '-c', 'copy', '-frames:a', frames])
  return repeat(round, `long${pitchHz}-${seconds}.ogg`, seconds)
}

const repeat = (path: string, name: string, seconds: number): Promise<string> => {
  const loops = String(Math.round(seconds / ROUND_S) - 1)
  return run(name, ['-stream_loop', loops, '-i', path, '-c', 'copy', '-movflags', '+faststart'])
}

const split = (text: string): string[] => text.split(' ')

async function run(name: string, args: readonly string[]): Promise<string> {
  const path = join(mediaFolder(), name)
  if (existsSync(path)) return path
  const making = join(mediaFolder(), `making-${process.pid}-${name}`)
  const child = spawn(findFfmpeg(), ['-v', 'error', '-y', ...args, making], { stdio: 'inherit' })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`ffmpeg ${args.join(' ')}: exit code ${code}`)
  await rename(making, path)
  return path
}
