/** The talk track of a session's microphones, growing as their peaks arrive; asks for them once it is wanted. */
import { useMemo } from 'react'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import type { PeaksStore } from './peaksStore.ts'
import type { PeakPyramid } from './pyramid.ts'
import { isPlaced, toSessionParts, type Placed } from './recordingTime.ts'
import { buildTalk, type Speaker, type TalkTrack } from './talk.ts'
import { findUtterances, type Utterances } from './utterances.ts'

export interface Talk {
  readonly track: TalkTrack
  /** Microphone recordings heard so far, and all of them; those without peaks are not counted. */
  readonly heard: number
  readonly all: number
}

interface Microphone {
  readonly recording: Placed
  readonly person: number
}

function findMicrophones({ lanes, people }: SessionDetail): Microphone[] {
  return lanes
    .filter(({ source }) => source === 'microphone')
    .flatMap(({ identity, recordings }) => {
      const person = people.findIndex((one) => one.identity === identity)
      if (person < 0) return []
      return recordings
        .filter(isPlaced)
        .filter(({ hasPeaks }) => hasPeaks)
        .map((recording) => ({ recording, person }))
    })
}

function speakerOf({ recording, person }: Microphone, { startsUs, endsUs }: Utterances): Speaker {
  const parts = Array.from(startsUs, (startUs, at) => toSessionParts(recording, startUs, endsUs[at]!)).flat()
  return {
    person,
    startsUs: parts.map(({ startUs }) => Math.round(startUs)),
    endsUs: parts.map(({ endUs }) => Math.round(endUs)),
  }
}

const found = new WeakMap<PeakPyramid, Utterances>()

/** Each recording is listened to once. */
function hear(pyramid: PeakPyramid): Utterances {
  let utterances = found.get(pyramid)
  if (!utterances) found.set(pyramid, (utterances = findUtterances(pyramid.peaks)))
  return utterances
}

/** Undefined where no microphone has peaks. `revision` grows as peaks arrive. */
export function useTalk(
  session: SessionDetail,
  peaks: PeaksStore,
  { revision, wanted }: { revision: number; wanted: boolean },
): Talk | undefined {
  const microphones = useMemo(() => findMicrophones(session), [session])
  const { durationUs } = session
  return useMemo(() => {
    if (microphones.length === 0) return undefined
    // The store is asked again whenever something has arrived: nothing has at first.
    const speakers =
      !wanted || revision < 0
        ? []
        : microphones.flatMap((microphone) => {
            const pyramid = peaks.find(microphone.recording)
            return typeof pyramid === 'string' ? [] : [speakerOf(microphone, hear(pyramid))]
          })
    return { track: buildTalk(speakers, durationUs), heard: speakers.length, all: microphones.length }
  }, [microphones, peaks, revision, wanted, durationUs])
}
