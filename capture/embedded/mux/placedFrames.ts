/** A journal's frames in order on one media time: exact counts of ticks, ascending, of one codec. */
import type { JoinedEpoch } from '../clock/joinEpochs.ts'
import { readJournal } from '../journal/readJournal.ts'
import type { JournalFrame } from '../journal/records.ts'
import type { Survey } from './survey.ts'

export interface PlacedFrame {
  /** RTP ticks since media time 0. */
  readonly ticks: number
  readonly frame: JournalFrame
}

export interface FramePlan {
  readonly mimeType: string
  readonly clockRateHz: number
  /** Epochs whose frames another codec made: they are left out. */
  readonly epochsLeftOut: readonly number[]
}

/** The codec of the first frame decides; undefined for a journal without frames. */
export function planFrames(survey: Survey): FramePlan | undefined {
  const first = survey.epochs.find(({ frames }) => frames > 0)
  if (!first) return undefined
  const { mimeType, clockRateHz } = first.record
  const epochsLeftOut = survey.epochs.flatMap(({ record }, at) =>
    familyOf(record.mimeType) === familyOf(mimeType) && record.clockRateHz === clockRateHz ? [] : [at],
  )
  return { mimeType, clockRateHz, epochsLeftOut }
}

/** `audio/red` carries Opus. */
export const familyOf = (mimeType: string): string => {
  const name = mimeType.toLowerCase().replace(/^(audio|video)\//, '')
  return name === 'red' ? 'opus' : name
}

/** Yields what can be written, up to `survey.wholeBytes`; `onLeftOut` is called for each frame that cannot. */
export async function* placeFrames(
  path: string,
  { survey, joined, plan }: { survey: Survey; joined: readonly (JoinedEpoch | undefined)[]; plan: FramePlan },
  onLeftOut: () => void,
): AsyncGenerator<PlacedFrame> {
  let epoch = -1
  let last = -1
  let needsKey = survey.head.track.kind === 'video'
  const left = survey.epochs.map(({ frames }) => frames)
  for await (const record of readJournal(path)) {
    if (record.type === 'epoch') {
      epoch++
      // A journal that still grows is read as far as it was surveyed.
      if (epoch >= left.length) return
      continue
    }
    if (record.type !== 'frame' || epoch < 0 || left[epoch]! <= 0) continue
    left[epoch]!--
    const place = joined[epoch]
    const ticks = place ? record.rtp - place.originRtp : -1
    if (!place || ticks <= last || plan.epochsLeftOut.includes(epoch) || (needsKey && !record.isKey)) {
      onLeftOut()
      // What follows a picture that is left out needs it.
      needsKey ||= survey.head.track.kind === 'video'
      continue
    }
    needsKey = false
    last = ticks
    yield { ticks, frame: record }
  }
}
