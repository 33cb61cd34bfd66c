/** A journal → the media file it holds: VP8 and VP9 in WebM, H264 in MP4, Opus in Ogg. Nothing is encoded anew. */
import { open, rename, rm, stat } from 'node:fs/promises'
import { UserError } from '../../../core/model/index.ts'
import { joinEpochs, type JoinedEpoch } from '../clock/joinEpochs.ts'
import { createOggWriter } from './oggWriter.ts'
import { findVideoCodec, muxVideo, type VideoFile } from './muxVideo.ts'
import { familyOf, placeFrames, planFrames, type PlacedFrame } from './placedFrames.ts'
import { surveyJournal, type Survey } from './survey.ts'

export interface MuxedMedia {
  readonly path: string
  readonly sizeBytes: number
  readonly mimeType: string
  readonly clockRateHz: number
  readonly frames: number
  readonly framesLeftOut: number
  /** Of the last frame, µs of media time. */
  readonly lastPtsUs: number
  /** How far a PTS of the file may be from the true one, µs. */
  readonly roundingUs: number
}

export interface MuxedJournal {
  readonly survey: Survey
  readonly joined: readonly (JoinedEpoch | undefined)[]
  /** Undefined where nothing can be written. */
  readonly media: MuxedMedia | undefined
}

const EXTENSIONS = { vp8: 'webm', vp9: 'webm', avc: 'mp4', opus: 'ogg' } as const
const VENDOR = 'lockstep'

/** The ending of a track's file by its codec; undefined for one that is not recorded. */
export function findExtension(mimeType: string): string | undefined {
  if (familyOf(mimeType) === 'opus') return EXTENSIONS.opus
  const codec = findVideoCodec(mimeType)
  return codec && EXTENSIONS[codec]
}

/** Writes `<base>.<ending>` whole or not at all. Undefined for a journal without a head. */
export async function muxJournal(path: string, base: string): Promise<MuxedJournal | undefined> {
  const survey = await surveyJournal(path)
  if (!survey) return undefined
  const joined = joinEpochs(survey.epochs)
  const plan = planFrames(survey)
  const extension = plan && findExtension(plan.mimeType)
  if (!plan || !extension) return { survey, joined, media: undefined }
  let framesLeftOut = 0
  const frames = placeFrames(path, { survey, joined, plan }, () => framesLeftOut++)
  const part = `${base}.part`
  try {
    const isAudio = familyOf(plan.mimeType) === 'opus'
    const written = isAudio
      ? await muxAudio(part, frames, survey)
      : await muxVideo(part, frames, { plan, size: survey.largest })
    if (written.frames === 0) return { survey, joined, media: undefined }
    const file = `${base}.${extension}`
    await rename(part, file)
    const media: MuxedMedia = {
      path: file,
      sizeBytes: (await stat(file)).size,
      mimeType: plan.mimeType,
      clockRateHz: plan.clockRateHz,
      frames: written.frames,
      framesLeftOut,
      lastPtsUs: Math.round((written.lastTicks * 1e6) / plan.clockRateHz),
      roundingUs: extension === 'webm' ? 500 : 0,
    }
    return { survey, joined, media }
  } catch (cause) {
    // What disks say has a code, and may pass; anything else will be the same the next time.
    if (cause instanceof Error && 'code' in cause) throw cause
    const reason = cause instanceof Error ? cause.message.slice(0, 200) : String(cause)
    const message = `${survey.head.egressId}: its ${plan.mimeType} cannot be written as ${extension}: ${reason}`
    throw new UserError('media_unwritable', message, {
      hint: 'The journal is kept in the spool folder, and tried again when the backend starts.',
      cause,
    })
  } finally {
    await rm(part, { force: true })
  }
}

async function muxAudio(
  path: string,
  frames: AsyncIterable<PlacedFrame>,
  survey: Survey,
): Promise<VideoFile> {
  const file = await open(path, 'w')
  try {
    const serial = survey.epochs[0]?.record.ssrc ?? 1
    const channels = survey.isStereo ? 2 : 1
    const writer = await createOggWriter(file, { channels, serial, vendor: VENDOR })
    const written = { frames: 0, lastTicks: 0 }
    for await (const { ticks, frame } of frames) {
      if (!(await writer.add(ticks, frame.data))) continue
      written.frames++
      written.lastTicks = ticks
    }
    await writer.end()
    await file.datasync()
    return written
  } finally {
    await file.close()
  }
}
