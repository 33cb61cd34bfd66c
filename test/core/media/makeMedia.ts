/** Small media files of every kind the inputs hold, made by ffmpeg. */
import { open, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../support/mediaJudge.ts'

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=size=160x90:rate=25:duration=3,format=yuv420p']
const SOUND = [
  '-f',
  'lavfi',
  '-i',
  "sine=frequency=440:duration=3,volume='if(between(t,1,1.5),1,0)':eval=frame",
]
const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '200k', '-g', '25']
const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-bf', '2', '-g', '25']
const OPUS = ['-c:a', 'libopus', '-b:a', '32k']

const dropped = (stream: 'v' | 'a', from: number, to: number): string[] => [
  '-c',
  'copy',
  `-bsf:${stream}`,
  `noise=drop='between(pts*tb\\,${from}\\,${to})'`,
]

/** Makes all files in `folder`; returns nothing, names are the keys below. */
export async function makeMedia(folder: string): Promise<void> {
  const make = (name: string, ...args: readonly string[]): Promise<unknown> =>
    run('ffmpeg', ['-v', 'error', '-y', ...args, join(folder, name)])
  await make('vp8.webm', ...PICTURE, ...VP8, '-output_ts_offset', '1.5')
  await make('vp9.webm', ...PICTURE, '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8')
  await make('opus.ogg', ...SOUND, ...OPUS)
  await make('bframes.mp4', ...PICTURE, ...H264)
  await make('both.mp4', ...PICTURE, ...SOUND, ...H264, '-c:a', 'aac', '-shortest')
  await make('sound.wav', ...SOUND, '-c:a', 'pcm_s16le')
  await make('old.avi', ...PICTURE, '-c:v', 'mpeg4')
  const input = (name: string): string[] => ['-i', join(folder, name)]
  await make('recorder.webm', ...PICTURE, ...SOUND, ...VP8, ...OPUS, '-f', 'webm', '-live', '1')
  await make('hole.webm', ...input('vp8.webm'), '-copyts', ...dropped('v', 2.5, 3.8))
  await make('opus.webm', ...input('opus.ogg'), '-c', 'copy')
  await make('quiet.webm', ...input('opus.webm'), ...dropped('a', 1.2, 1.4))
  await make('fragments.mp4', ...input('bframes.mp4'), '-c', 'copy', '-movflags', '+frag_keyframe+empty_moov')
  await make('paged.ogg', ...input('opus.ogg'), '-page_duration', '100000', ...dropped('a', 1.2, 1.7))
  await make('turned.mp4', ...input('bframes.mp4'), '-c', 'copy', '-metadata:s:v:0', 'rotate=90')
  await copyPart(folder, 'recorder.webm', 'killed.webm', 0.7)
  await copyPart(folder, 'vp8.webm', 'cut.webm', 0.7)
  await copyPart(folder, 'opus.ogg', 'cut.ogg', 0.7)
  await copyPart(folder, 'bframes.mp4', 'killed.mp4', 0.6)
  await writeFile(join(folder, 'empty.webm'), '')
  await writeFile(join(folder, 'text.mp4'), 'this is no media\n'.repeat(50))
  for (const name of ['crash.ogg', 'hang.ogg', 'refuse.ogg']) await writeFile(join(folder, name), 'OggS')
}

async function copyPart(folder: string, from: string, to: string, share: number): Promise<void> {
  const bytes = await readFile(join(folder, from))
  await writeFile(join(folder, to), bytes)
  await truncate(join(folder, to), Math.floor(bytes.length * share))
}

/** Whether an MP4's moov box stands before its media. */
export async function hasMoovInFront(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    const moov = buffer.indexOf('moov')
    const mdat = buffer.indexOf('mdat')
    return moov > 0 && (mdat < 0 || moov < mdat)
  } finally {
    await file.close()
  }
}
