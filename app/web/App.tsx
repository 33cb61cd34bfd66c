/** The frame around the places: theme, data, routes (each its own chunk). */
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { useStore } from 'zustand'
import { queryClient } from './api/queryClient.ts'
import { colorScheme } from './theme/colorScheme.ts'
import { theme, variables } from './theme/mantineTheme.ts'

const SessionsPlace = lazy(async () => ({
  default: (await import('./sessions/SessionsPlace.tsx')).SessionsPlace,
}))
const WorkbenchPlace = lazy(async () => ({
  default: (await import('./workbench/WorkbenchPlace.tsx')).WorkbenchPlace,
}))

export function App() {
  const scheme = useStore(colorScheme, (state) => state.scheme)
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme={scheme}>
      <QueryClientProvider client={queryClient}>
        <Suspense fallback={null}>
          <Switch>
            <Route path="/" component={SessionsPlace} />
            <Route path="/s/:session">
              {(params) => <WorkbenchPlace sessionId={decodeURIComponent(params.session)} />}
            </Route>
          </Switch>
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  )
}
