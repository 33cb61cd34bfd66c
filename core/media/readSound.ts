/** Decodes one audio stream into a sound file (`soundFile.ts`), written as it comes: memory does not grow with length. */
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { SOUND_RATE_HZ } from '../clock/match/sound.ts'
import {
  countLevels,
  encodeMuLaw,
  findLevels,
  findSoundFileEnd,
  formatSoundHeader,
  LEVEL_SAMPLES,
  SILENT_CODE,
  SOUND_HEADER_BYTES,
} from './soundFile.ts'
import { readSoundBlocks } from './soundGraph.ts'

/**
 * Time stamps in whole milliseconds jitter by one; beyond 2 ms they are believed. FFmpeg's own 100 ms would let lost
 * packets add up to a twelfth of a second before any silence stands for them.
 */
const TOLERANCE_SECONDS = 0.002

export interface ReadSoundOptions {
  /** FFmpeg's stream index among all of the file's. */
  readonly streamId: number
  readonly firstPtsUs: number
  readonly endPtsUs: number
  /** Does not exist yet, its folder does. */
  readonly out: string
  readonly onShare: (share: number) => Promise<void> | undefined
}

/**
 * Returns the size of the file, which is whole or not there. Throws an Error with FFmpeg's reason where the stream
 * cannot be decoded; behind a broken tail there is silence up to the stream's end.
 */
export async function readSound(path: string, options: ReadSoundOptions): Promise<number> {
  const partial = `${options.out}.${process.pid}.part`
  try {
    const file = await open(partial, 'w')
    try {
      await writeSound(file, path, options)
    } finally {
      await file.close()
    }
    await rename(partial, options.out)
    return findSoundFileEnd(countSamples(options))
  } finally {
    await rm(partial, { force: true })
  }
}

// What lies before media time 0 is a codec's priming: nobody hears it.
const findFirst = ({ firstPtsUs }: Pick<ReadSoundOptions, 'firstPtsUs'>): number =>
  Math.floor((Math.max(0, firstPtsUs) * SOUND_RATE_HZ) / 1e6)

const countSamples = (options: Pick<ReadSoundOptions, 'firstPtsUs' | 'endPtsUs'>): number =>
  Math.max(0, Math.ceil((options.endPtsUs * SOUND_RATE_HZ) / 1e6) - findFirst(options))

async function writeSound(file: FileHandle, path: string, options: ReadSoundOptions): Promise<void> {
  const first = findFirst(options)
  const sampleCount = countSamples(options)
  const firstUs = (first * 1e6) / SOUND_RATE_HZ
  await file.write(formatSoundHeader({ firstUs, sampleCount }), 0, SOUND_HEADER_BYTES, 0)
  const levels = new Float32Array(countLevels(sampleCount))
  let written = 0
  const writeSilence = async (end: number): Promise<void> => {
    const silence = new Uint8Array(Math.min(65_536, Math.max(0, end - written))).fill(SILENT_CODE)
    while (written < end) {
      const count = Math.min(silence.length, end - written)
      await file.write(silence, 0, count, SOUND_HEADER_BYTES + written)
      written += count
    }
  }
  const graph = { streamId: options.streamId, firstSample: first, format: 's16' } as const
  for await (const block of readSoundBlocks(path, { ...graph, toleranceSeconds: TOLERANCE_SECONDS })) {
    const all = new Int16Array(block.bytes.buffer, block.bytes.byteOffset, block.samples)
    // The stream's extent is what its packets say; a decoder's last samples beyond it are padding.
    const samples = all.subarray(Math.max(0, written + first - block.at), sampleCount + first - block.at)
    if (samples.length === 0) continue
    await writeSilence(Math.max(written, block.at - first))
    const codes = new Uint8Array(samples.length)
    encodeMuLaw(samples, codes)
    addLevels(levels, samples, written)
    await file.write(codes, 0, codes.length, SOUND_HEADER_BYTES + written)
    written += codes.length
    await options.onShare(written / sampleCount)
  }
  if (written === 0) throw new Error(`stream ${options.streamId} holds no sound that could be decoded`)
  await writeSilence(sampleCount)
  for (let at = 0; at < levels.length; at++)
    levels[at]! /= 32_768 ** 2 * Math.min(LEVEL_SAMPLES, sampleCount - at * LEVEL_SAMPLES)
  await file.write(new Uint8Array(levels.buffer), 0, levels.byteLength, findLevels(sampleCount))
}

/** Adds the squares of the samples to the levels they lie in. */
function addLevels(levels: Float32Array, samples: Int16Array, first: number): void {
  for (let at = 0; at < samples.length;) {
    const level = Math.floor((first + at) / LEVEL_SAMPLES)
    const end = Math.min(samples.length, (level + 1) * LEVEL_SAMPLES - first)
    let sum = 0
    for (; at < end; at++) sum += samples[at]! * samples[at]!
    levels[level]! += sum
  }
}
