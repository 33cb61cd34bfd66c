/** The log of a session, read once. */
import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { keys } from '../api/queries.ts'

export const useLog = (sessionId: string) =>
  useQuery({
    queryKey: keys.log(sessionId),
    queryFn: async ({ signal }) => {
      // Arrow is a tenth of the workbench's code and needed by nothing before it.
      const { readLogColumns } = await import('./logColumns.ts')
      return readLogColumns(await api.log(sessionId, signal))
    },
    structuralSharing: false,
  })
