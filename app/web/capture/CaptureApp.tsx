/** The pages of the capture backend: the join page for everyone with a link, the rest behind a key. */
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { useStore } from 'zustand'
import { queryClient } from '../api/queryClient.ts'
import { colorScheme } from '../theme/colorScheme.ts'
import { theme, variables } from '../theme/mantineTheme.ts'
import { PlaceBoundary } from '../widgets/PlaceBoundary.tsx'
import { NoCapturePlace } from './NoCapturePlace.tsx'
import { Operator } from './Operator.tsx'
import { SaidNotes } from './SaidNotes.tsx'

const JoinPlace = lazy(async () => ({ default: (await import('./join/JoinPlace.tsx')).JoinPlace }))
const WallPlace = lazy(async () => ({ default: (await import('./wall/WallPlace.tsx')).WallPlace }))
const RoomPlace = lazy(async () => ({ default: (await import('./room/RoomPlace.tsx')).RoomPlace }))
const UsagePlace = lazy(async () => ({ default: (await import('./usage/UsagePlace.tsx')).UsagePlace }))

export function CaptureApp() {
  const scheme = useStore(colorScheme, (state) => state.scheme)
  const [location] = useLocation()
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme={scheme}>
      <QueryClientProvider client={queryClient}>
        <PlaceBoundary place={location} home="Go to the live wall">
          <Suspense fallback={<main role="status" aria-label="Loading" />}>
            <Switch>
              <Route path="/join/:code">{({ code }) => <JoinPlace key={code} code={code} />}</Route>
              <Route path="/">
                <Operator>{(project) => <WallPlace key={project.project} project={project} />}</Operator>
              </Route>
              <Route path="/usage">
                <Operator>{(project) => <UsagePlace key={project.project} project={project} />}</Operator>
              </Route>
              <Route path="/rooms/:room">
                {({ room }) => (
                  <Operator>
                    {(project) => (
                      <RoomPlace key={`${project.project}/${room}`} project={project} room={room} />
                    )}
                  </Operator>
                )}
              </Route>
              <Route component={NoCapturePlace} />
            </Switch>
          </Suspense>
        </PlaceBoundary>
        <SaidNotes />
      </QueryClientProvider>
    </MantineProvider>
  )
}
