/** The log of a session, read once. */
import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { keys } from '../api/queries.ts'
import { readLogColumns } from './logColumns.ts'

export const useLog = (sessionId: string) =>
  useQuery({
    queryKey: keys.log(sessionId),
    queryFn: async ({ signal }) => readLogColumns(await api.log(sessionId, signal)),
    structuralSharing: false,
  })
