/** The states of a session's log, read while nothing else happens. */
import { useEffect, useState } from 'react'
import { whenIdle } from '../widgets/whenIdle.ts'
import type { TimelineLog } from './eventColumns.ts'
import { createStateReader, type StateTrack } from './states.ts'

const ROWS_AT_ONCE = 4000
const NONE: readonly StateTrack[] = []

export function useStates(
  log: TimelineLog | undefined,
  personOf: (row: number) => number,
  durationUs: number,
): readonly StateTrack[] {
  const [read, setRead] = useState<{ log: TimelineLog; tracks: readonly StateTrack[] }>()
  useEffect(() => {
    if (!log?.topic || !log.payload || log.isWhole === false) return undefined
    const reader = createStateReader(log, personOf)
    let stop = whenIdle(function readOn(leftMs) {
      do {
        if (reader.read(ROWS_AT_ONCE)) {
          setRead({ log, tracks: reader.tracks(durationUs) })
          return
        }
      } while (leftMs() > 4)
      stop = whenIdle(readOn)
    })
    return () => stop()
  }, [log, personOf, durationUs])
  return read && read.log === log ? read.tracks : NONE
}
