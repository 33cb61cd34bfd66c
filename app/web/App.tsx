/** The frame around the places: theme, data, routes (each its own chunk), keys, the line to the server. */
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useEffect } from 'react'
import { Route, Switch } from 'wouter'
import { useStore } from 'zustand'
import { openJobEvents } from './api/jobEvents.ts'
import { queryClient } from './api/queryClient.ts'
import { CommandLayer } from './commands/CommandLayer.tsx'
import { colorScheme } from './theme/colorScheme.ts'
import { theme, variables } from './theme/mantineTheme.ts'
import { PlaceBoundary } from './widgets/PlaceBoundary.tsx'
import { NoPlace } from './widgets/NoPlace.tsx'
import { ServerBanner } from './widgets/ServerBanner.tsx'

const SessionsPlace = lazy(async () => ({
  default: (await import('./sessions/SessionsPlace.tsx')).SessionsPlace,
}))
const WorkbenchPlace = lazy(async () => ({
  default: (await import('./workbench/WorkbenchPlace.tsx')).WorkbenchPlace,
}))
const HealthPlace = lazy(async () => ({
  default: (await import('./health/HealthPlace.tsx')).HealthPlace,
}))
const QueryPlace = lazy(async () => ({ default: (await import('./query/QueryPlace.tsx')).QueryPlace }))
const ExportsPlace = lazy(async () => ({
  default: (await import('./exports/ExportsPlace.tsx')).ExportsPlace,
}))
const SettingsPlace = lazy(async () => ({
  default: (await import('./settings/SettingsPlace.tsx')).SettingsPlace,
}))

export function App() {
  const scheme = useStore(colorScheme, (state) => state.scheme)
  useEffect(openJobEvents, [])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme={scheme}>
      <QueryClientProvider client={queryClient}>
        <ServerBanner />
        <PlaceBoundary>
          <Suspense fallback={null}>
            <Switch>
              <Route path="/" component={SessionsPlace} />
              <Route path="/s/:session/health">
                {({ session }) => <HealthPlace key={session} sessionId={session} />}
              </Route>
              <Route path="/s/:session">
                {({ session }) => <WorkbenchPlace key={session} sessionId={session} />}
              </Route>
              <Route path="/query" component={QueryPlace} />
              <Route path="/exports" component={ExportsPlace} />
              <Route path="/settings" component={SettingsPlace} />
              <Route component={NoPlace} />
            </Switch>
          </Suspense>
        </PlaceBoundary>
        <CommandLayer />
      </QueryClientProvider>
    </MantineProvider>
  )
}
