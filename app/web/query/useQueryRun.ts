/** The query of the place, and one for each session's panel: they stay while a person is elsewhere in the page. */
import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { createQueryRun, type QueryRun } from './queryRun.ts'
import { keepQuery } from './recentQueries.ts'
import { readSchema, SCHEMA_SQL, type SchemaTable } from './schema.ts'

const MAX_ROWS = 10_000
const runs = new Map<string, QueryRun>()
const effects = {
  query: (sql: string, signal: AbortSignal) => api.query(sql, MAX_ROWS, signal),
  keep: keepQuery,
}

/** The query of a session's panel, or of the place where no session is named; `first` is its text to begin with. */
export function findQueryRun(sessionId: string | undefined, first: string): QueryRun {
  const key = sessionId ?? ''
  let run = runs.get(key)
  if (!run) runs.set(key, (run = createQueryRun(effects, first)))
  return run
}

const NOTHING: readonly SchemaTable[] = []

/** What can be asked; nothing until the catalog has said so. */
export const useSchema = (): readonly SchemaTable[] =>
  useQuery({
    queryKey: ['schema'],
    queryFn: async ({ signal }) => readSchema(await api.query(SCHEMA_SQL, 5000, signal)),
  }).data ?? NOTHING
