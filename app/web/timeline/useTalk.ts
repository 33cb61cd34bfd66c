/** The talk track of a session's microphones, growing as their peaks arrive; asks for them once it is wanted. */
import { useEffect, useMemo } from 'react'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { createHearing } from './hearing.ts'
import type { ReadPeakBytes } from './peakBytes.ts'
import { isPlaced, toSessionParts, type Placed } from './recordingTime.ts'
import { buildTalk, type Speaker, type TalkTrack } from './talk.ts'
import { useArrivals } from './useArrivals.ts'
import type { Utterances } from './utterances.ts'

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

/** Undefined where no microphone has peaks. Each is listened to once, one after another, from when it is wanted. */
export function useTalk(session: SessionDetail, read: ReadPeakBytes, wanted: boolean): Talk | undefined {
  const microphones = useMemo(() => findMicrophones(session), [session])
  const hearing = useMemo(() => createHearing(read), [read])
  const revision = useArrivals(hearing)
  useEffect(
    () => (wanted ? hearing.listen(microphones.map(({ recording }) => recording)) : undefined),
    [hearing, microphones, wanted],
  )
  const { durationUs } = session
  return useMemo(() => {
    if (microphones.length === 0) return undefined
    // Asked again whenever something has been heard: nothing has at first.
    const speakers =
      revision < 0
        ? []
        : microphones.flatMap((microphone) => {
            const said = hearing.find(microphone.recording)
            return said ? [speakerOf(microphone, said)] : []
          })
    return { track: buildTalk(speakers, durationUs), heard: speakers.length, all: microphones.length }
  }, [microphones, hearing, revision, durationUs])
}
