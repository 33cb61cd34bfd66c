/**
 * Video encoded once and kept: each picture twice, in a chain whose only key frame is the first, and as a key frame by
 * itself. Either form of a picture may be sent at any place, since both look alike and no later picture of the chain
 * needs more than the last one: its VP8 refers to the last frame alone and carries no probabilities on
 * (VP8_EFLAG_* of vpx/vp8cx.h), and the frame numbers of its H264 are set as it is sent (h264FrameNumber.ts). So a
 * request for a key frame is answered at once, as by a real encoder, and what is lost in between harms all until then.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pid } from 'node:process'
import { cacheRoot } from '../../../../../fixtures/cache.ts'
import { run, words } from '../../../mediaJudge.ts'
import { splitAccessUnits } from './h264.ts'
import { drawPictures, type PictureOptions } from './pictures.ts'

export interface VideoOptions extends PictureOptions {
  readonly codec: 'vp8' | 'h264'
  readonly fps: number
  readonly kbps: number
}

/** A frame: one piece for VP8, the NAL units of it for H264. */
export type FramePieces = readonly Uint8Array[]

export interface EncodedVideo extends VideoOptions {
  readonly chain: readonly FramePieces[]
  readonly keys: readonly FramePieces[]
}

const NO_REF_GOLDEN = 1 << 17
const NO_UPDATE_ENTROPY = 1 << 20
const NO_REF_ALTERNATE = 1 << 21
const NO_UPDATE_GOLDEN = 1 << 22
const NO_UPDATE_ALTERNATE = 1 << 23
const VP8_FLAGS =
  NO_REF_GOLDEN | NO_UPDATE_ENTROPY | NO_REF_ALTERNATE | NO_UPDATE_GOLDEN | NO_UPDATE_ALTERNATE

const ENCODERS = {
  vp8: {
    filter: ['-vf', `metadata=mode=add:key=vp8-flags:value=${VP8_FLAGS}`],
    common: '-c:v libvpx -deadline realtime -cpu-used 12 -auto-alt-ref 0 -lag-in-frames 0 -f ivf',
    chain: '-g 100000',
    keys: '-g 1',
    split: splitIvf,
  },
  h264: {
    filter: [],
    common:
      '-c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline -threads 1 -forced-idr 1' +
      ' -x264-params keyint=infinite:scenecut=0:repeat-headers=1:ref=1 -f h264',
    chain: '',
    keys: '-force_key_frames expr:1',
    split: splitAccessUnits,
  },
} as const

const VERSION = 2

const loaded = new Map<string, Promise<EncodedVideo>>()

/** Encodes, or reads what was encoded before by the same description. */
export function loadVideo(options: VideoOptions): Promise<EncodedVideo> {
  const name = JSON.stringify(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)))
  const found = loaded.get(name) ?? load(options)
  loaded.set(name, found)
  return found
}

async function load(options: VideoOptions): Promise<EncodedVideo> {
  const [chain, keys] = await Promise.all([loadForm(options, 'chain'), loadForm(options, 'keys')])
  if (chain.length !== options.count || keys.length !== options.count)
    throw new Error(`${options.count} pictures gave ${chain.length} and ${keys.length} frames`)
  return { ...options, chain, keys }
}

async function loadForm(options: VideoOptions, form: 'chain' | 'keys'): Promise<FramePieces[]> {
  const { codec, width, height, count, cellId, fps, kbps } = options
  const encoder = ENCODERS[codec]
  const description = JSON.stringify([VERSION, form, codec, width, height, count, cellId, fps, kbps, encoder])
  const folder = join(cacheRoot(), 'rtpPublisher')
  const file = join(folder, createHash('sha256').update(description).digest('hex').slice(0, 16))
  const kept = await readFile(file).catch(() => undefined)
  if (kept) return encoder.split(kept)
  await mkdir(folder, { recursive: true })
  const input = words(`-v error -y -f rawvideo -pix_fmt yuv420p -s ${width}x${height} -r ${fps} -i -`)
  const rate = form === 'chain' ? kbps : kbps * 20
  const made = `${file}.${pid}`
  const output = words(`${encoder.common} -b:v ${rate}k ${encoder[form]}`.trim())
  await run('ffmpeg', [...input, ...encoder.filter, ...output, made], drawPictures(options))
  await rename(made, file)
  return encoder.split(await readFile(file))
}

/** IVF: 32 bytes of header; before each frame its length (32 bits, little endian) and 8 bytes of time. */
function splitIvf(bytes: Buffer): FramePieces[] {
  const frames: FramePieces[] = []
  for (let at = 32; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32LE(at)
    frames.push([bytes.subarray(at + 12, at + 12 + length)])
    at += 12 + length
  }
  return frames
}
