/**
 * A small copy of a video stream that many tiles can play at once (core/protocol/rendition.ts), and its packet index.
 *
 * Every frame that can be decoded keeps its PTS to 1/90000 s: none is repeated, shifted or rounded to a frame rate.
 * Frames are left out only where two share a PTS, and with `leastStepUs` (a source of more than 31 frames a second)
 * where one comes sooner than that after the last kept; see `createFrameChoice`. Pictures are turned upright and fit
 * the level's box, never larger than the source; where the stream changes its size, the later ones fit the first.
 *
 * Costs 1.7 CPU-s for a minute of 360p at 30 frames a second (the ffmpeg program beside it: 1.8), more by the size of
 * the source. Memory grows by 25 bytes a frame.
 */
import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { UserError } from '../model/error.ts'
import { formatRenditionIndex } from '../protocol/rendition.ts'
import { decodeFrom } from './decodeFrom.ts'
import type { RenditionMade, RenditionRequest } from './messages.ts'
import { createFrameChoice } from './renditionFrames.ts'
import { readRenditionIndex } from './renditionIndex.ts'
import { openRenditionWriter, type RenditionWriter } from './renditionWriter.ts'

/**
 * Writes `request.indexOut`, then `request.out`: the latter's being there means that both are whole. `onStep` hears
 * of the share that is done. Throws an Error where the source cannot be decoded, UserError `media_unwritten` where
 * the copy cannot be written.
 */
export async function makeRendition(
  path: string,
  request: RenditionRequest,
  onStep: (share: number) => Promise<void> | undefined,
): Promise<RenditionMade> {
  const partial = `${request.out}.${process.pid}.part`
  const partialIndex = `${request.indexOut}.${process.pid}.part`
  try {
    const ptsUs = await encodeStream(path, request, { out: partial, onStep })
    return await writing(async () => {
      const index = readRenditionIndex(partial, ptsUs)
      await writeFile(partialIndex, formatRenditionIndex(index))
      const sizeBytes = (await stat(partial)).size
      await rename(partialIndex, request.indexOut)
      await rename(partial, request.out)
      return { widthPx: index.widthPx, heightPx: index.heightPx, sizeBytes, frames: ptsUs.length }
    })
  } finally {
    await Promise.all([partial, partialIndex].map((file) => rm(file, { force: true })))
  }
}

async function encodeStream(
  path: string,
  request: RenditionRequest,
  work: { out: string; onStep: (share: number) => Promise<void> | undefined },
): Promise<Float64Array> {
  const { streamIndex, firstPtsUs, endPtsUs, leastStepUs } = request
  const decoding = decodeFrom(path, streamIndex, -Infinity, { wholeStream: true })
  const choose = createFrameChoice(leastStepUs)
  const kept: number[] = []
  let writer: RenditionWriter | undefined
  try {
    for (const { frame, ptsUs } of decoding.frames) {
      const chosen = choose(ptsUs)
      if (chosen) {
        const open = (writer ??= await writing(() => openRenditionWriter(work.out, frame, request)))
        const picture = open.fit(frame)
        await writing(() => open.write(picture, chosen))
        kept.push(ptsUs)
      }
      const waiting = work.onStep(Math.min(1, Math.max(0, (ptsUs - firstPtsUs) / (endPtsUs - firstPtsUs))))
      if (waiting) await waiting
    }
    const ended = writer
    if (!ended) throw new Error('none of its frames could be decoded')
    await writing(() => ended.finish(endPtsUs - kept.at(-1)!))
    return Float64Array.from(kept)
  } finally {
    writer?.close()
    decoding.close()
  }
}

/** A full disk says nothing about the source. */
async function writing<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw new UserError('media_unwritten', `the proxy could not be written: ${(error as Error).message}`, {
      hint: 'Is there room on the disk that holds the catalog?',
    })
  }
}
