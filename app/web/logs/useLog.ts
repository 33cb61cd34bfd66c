/** The log of a session, read once; what is there is shown while the rest comes. */
import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { keys } from '../api/queries.ts'
import { untilIdle } from '../widgets/whenIdle.ts'
import type { LogColumns } from './logColumns.ts'

/** Each showing of a part makes the timeline count it anew. */
const SHOW_EVERY_MS = 300

export const useLog = (sessionId: string, expectedRows = 0) =>
  useQuery({
    queryKey: keys.log(sessionId),
    queryFn: async ({ signal, client, queryKey }) => {
      // Arrow is a tenth of the workbench's code and needed by nothing before it: the first view is painted first.
      await untilIdle()
      const { readLogColumns } = await import('./readLogColumns.ts')
      const hasWhole = client.getQueryData<LogColumns>(queryKey)?.isWhole === true
      let shownAt = -Infinity
      return readLogColumns(await api.log(sessionId, signal), {
        expectedRows,
        onBatch: (log) => {
          if (hasWhole || signal.aborted || performance.now() - shownAt < SHOW_EVERY_MS) return
          shownAt = performance.now()
          client.setQueryData(queryKey, log)
        },
      })
    },
    structuralSharing: false,
  })
