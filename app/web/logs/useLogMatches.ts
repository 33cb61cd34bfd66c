/** Keeps the store of matches true to the log and the filter, whether the panel is shown or not. */
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import type { WorkbenchStore } from '../workbench/workbenchStore.ts'
import type { LogColumns } from './logColumns.ts'
import { logMatches, NO_MATCHES } from './logStore.ts'
import type { Matcher } from './matcher.ts'

export function useLogMatches(
  { people }: Pick<SessionDetail, 'people'>,
  store: WorkbenchStore,
  log: LogColumns | undefined,
): void {
  const filter = useStore(store, (state) => state.logFilter)
  const [matcher, setMatcher] = useState<Matcher>()
  const isWanted = filter.trim() !== ''

  useEffect(() => {
    if (!isWanted) return
    const names = new Map(people.map((person) => [person.identity, person.name]))
    let made: Matcher | undefined
    let closed = false
    const make = async (): Promise<void> => {
      // Nobody who does not filter needs it.
      const { createMatcher } = await import('./matcher.ts')
      if (closed) return
      made = createMatcher({
        publish: (matches) => logMatches.setState(matches),
        nameOf: (sender) => names.get(sender) ?? sender,
      })
      setMatcher(made)
    }
    void make()
    return () => {
      closed = true
      made?.dispose()
      setMatcher(undefined)
    }
  }, [isWanted, people])

  useEffect(() => {
    if (!log) logMatches.setState(NO_MATCHES)
    else if (isWanted) matcher?.match(log, filter)
    else logMatches.setState({ ...NO_MATCHES, scanned: log.length, total: log.length, allUs: log.tUs })
  }, [matcher, log, filter, isWanted])

  useEffect(() => () => logMatches.setState(NO_MATCHES), [])
}
