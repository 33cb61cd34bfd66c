/** The states of a session's log, read while nothing else happens. */
import { useEffect, useState } from 'react'
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
    let waiting = requestIdleCallback(function readOn(deadline) {
      do {
        if (reader.read(ROWS_AT_ONCE)) {
          setRead({ log, tracks: reader.tracks(durationUs) })
          return
        }
      } while (deadline.timeRemaining() > 4)
      waiting = requestIdleCallback(readOn)
    })
    return () => cancelIdleCallback(waiting)
  }, [log, personOf, durationUs])
  return read && read.log === log ? read.tracks : NONE
}
