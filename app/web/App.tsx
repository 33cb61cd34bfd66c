/** The frame around the places: theme, data, routes (each its own chunk), keys, the line to the server. */
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useEffect } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { useStore } from 'zustand'
import { openJobEvents } from './api/jobEvents.ts'
import { useConfig } from './api/queries.ts'
import { queryClient } from './api/queryClient.ts'
import { useHasOpened, useLock } from './api/useJobs.ts'
import { CommandLayer } from './commands/CommandLayer.tsx'
import { colorScheme } from './theme/colorScheme.ts'
import { theme, variables } from './theme/mantineTheme.ts'
import { useWorkbenchSoon, WorkbenchRoute } from './WorkbenchRoute.tsx'
import { NoPlace } from './widgets/NoPlace.tsx'
import { PlaceBoundary } from './widgets/PlaceBoundary.tsx'
import { PlaceSkeleton } from './widgets/PlaceSkeleton.tsx'
import { ServerBanner } from './widgets/ServerBanner.tsx'

const SessionsPlace = lazy(async () => ({
  default: (await import('./sessions/SessionsPlace.tsx')).SessionsPlace,
}))
const HealthPlace = lazy(async () => ({
  default: (await import('./health/HealthPlace.tsx')).HealthPlace,
}))
const ClocksPlace = lazy(async () => ({
  default: (await import('./clocks/ClocksPlace.tsx')).ClocksPlace,
}))
const CertificatePlace = lazy(async () => ({
  default: (await import('./certificate/CertificatePlace.tsx')).CertificatePlace,
}))
const QueryPlace = lazy(async () => ({ default: (await import('./query/QueryPlace.tsx')).QueryPlace }))
const ExportsPlace = lazy(async () => ({
  default: (await import('./exports/ExportsPlace.tsx')).ExportsPlace,
}))
const SettingsPlace = lazy(async () => ({
  default: (await import('./settings/SettingsPlace.tsx')).SettingsPlace,
}))

const LockedPlace = lazy(async () => ({ default: (await import('./widgets/LockedPlace.tsx')).LockedPlace }))

export function App() {
  const scheme = useStore(colorScheme, (state) => state.scheme)
  useEffect(openJobEvents, [])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme={scheme}>
      <QueryClientProvider client={queryClient}>
        <Frame />
        <CommandLayer />
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** The place of the address; while nothing was ever read from a catalog that others hold, that alone is said. */
function Frame() {
  const [location] = useLocation()
  useWorkbenchSoon(location === '/')
  const hasOpened = useHasOpened()
  const lock = useLock()
  const catalog = useConfig().data?.catalog
  const isLocked = lock !== null && !hasOpened && location !== '/settings'
  return (
    <>
      <ServerBanner />
      <PlaceBoundary place={location}>
        <Suspense fallback={<PlaceSkeleton />}>
          {isLocked ? (
            <LockedPlace lock={lock} {...(catalog === undefined ? {} : { catalog })} />
          ) : (
            <Switch>
              <Route path="/" component={SessionsPlace} />
              <Route path="/s/:session/health">
                {({ session }) => <HealthPlace key={session} sessionId={session} />}
              </Route>
              <Route path="/s/:session/clocks">
                {({ session }) => <ClocksPlace key={session} sessionId={session} />}
              </Route>
              <Route path="/s/:session/certificate">
                {({ session }) => <CertificatePlace key={session} sessionId={session} />}
              </Route>
              <Route path="/s/:session">
                {({ session }) => <WorkbenchRoute key={session} sessionId={session} />}
              </Route>
              <Route path="/query" component={QueryPlace} />
              <Route path="/exports" component={ExportsPlace} />
              <Route path="/settings" component={SettingsPlace} />
              <Route component={NoPlace} />
            </Switch>
          )}
        </Suspense>
      </PlaceBoundary>
    </>
  )
}
