/** Media whose every frame carries its own number, at irregular times; made with ffmpeg, so that the judge knows all. */
import { createCanvas } from '@napi-rs/canvas'
import { writeFile } from 'node:fs/promises'
import { drawCells } from '../../fixtures/cells.ts'
import { run, words } from './mediaJudge.ts'

export const WIDTH = 320
export const HEIGHT = 180

const CODECS = {
  webm: '-c:v libvpx -deadline realtime -cpu-used 8 -b:v 800k -auto-alt-ref 0',
  mp4: '-c:v libx264 -preset veryfast -bf 2 -video_track_timescale 90000',
} as const

/** `frames` pictures about 1/25 s apart, never regularly, one key frame at the start; a jump of 2 s before `holeAt`. */
export async function makeCellVideo(
  file: string,
  options: { container: keyof typeof CODECS; frames: number; holeAt?: number; id?: number },
): Promise<void> {
  const { container, frames, holeAt = frames, id = 7 } = options
  async function* draw(): AsyncGenerator<Uint8Array> {
    const canvas = createCanvas(WIDTH, HEIGHT)
    const context = canvas.getContext('2d')
    for (let n = 0; n < frames; n++) {
      context.fillStyle = `hsl(${n % 360} 40% 50%)`
      context.fillRect(0, 0, WIDTH, HEIGHT)
      drawCells(context, WIDTH, HEIGHT, n, id)
      yield Uint8Array.from(canvas.data())
    }
  }
  const irregular = `setpts='(N*0.04+mod(N,3)*0.007+mod(N,5)*0.0013+gte(N,${holeAt})*2)/TB'`
  const input = `-v error -y -f rawvideo -pix_fmt rgba -s ${WIDTH}x${HEIGHT} -r 25 -i -`
  const timing = [
    '-vf',
    `settb=1/90000,${irregular}`,
    ...words('-fps_mode passthrough -enc_time_base 1:90000'),
  ]
  const output = words(`-pix_fmt yuv420p -g 3000 ${CODECS[container]}`)
  await run('ffmpeg', [...words(input), ...timing, ...output, file], draw())
}

/** Noise that never repeats, with a click each second: any shift of it shows. Mono, 48 kHz, in Opus. */
export async function makeNoise(file: string, seconds: number): Promise<void> {
  const samples = new Float32Array(seconds * 48_000)
  let seed = 1
  for (let i = 0; i < samples.length; i++) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    const slow = Math.sin(i / 700) * Math.sin(i / 11_003)
    samples[i] = 0.25 * (seed / 0x3fffffff - 1) * slow + (i % 48_000 < 48 ? 0.6 : 0)
  }
  const raw = `${file}.f32`
  await writeFile(raw, new Uint8Array(samples.buffer))
  const input = words('-v error -y -f f32le -ar 48000 -ac 1 -i')
  await run('ffmpeg', [...input, raw, ...words('-c:a libopus -b:a 128k'), file])
}
