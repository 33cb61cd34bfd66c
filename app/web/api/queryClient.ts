/** What was read from the server is kept here; job events say when it is stale (jobEvents.ts), not a timer. */
import { QueryClient } from '@tanstack/react-query'
import { ServerProblem } from './problem.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: (count, error) => error instanceof ServerProblem && error.code === 'server_gone' && count < 3,
    },
  },
})
