/** The clocks of a session: what relates them, how sure it is, what a person may change of it. */
import { Skeleton } from '@mantine/core'
import { useEffect } from 'react'
import { useClocks } from '../api/clocks.ts'
import { useConfig, useSession } from '../api/queries.ts'
import { Crumb } from '../widgets/Crumb.tsx'
import { SessionFailed } from '../widgets/SessionFailed.tsx'
import { TopBar } from '../widgets/TopBar.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { useMovedMedia } from '../widgets/useMovedMedia.ts'
import { ClockBoard } from './ClockBoard.tsx'
import classes from './clocks.module.css'

export function ClocksPlace({ sessionId }: { readonly sessionId: string }) {
  const clocks = useClocks(sessionId)
  const session = useSession(sessionId)
  const config = useConfig()
  useMovedMedia(config.data?.mediaOrigin)
  const roomName = session.data?.roomName
  useIdleSignal(!clocks.isPending && !session.isPending)
  useEffect(() => {
    if (roomName !== undefined) document.title = `Clocks of ${roomName} – Lockstep`
  }, [roomName])
  if (clocks.data && session.data && config.data)
    return <ClockBoard graph={clocks.data} session={session.data} mediaOrigin={config.data.mediaOrigin} />
  const error = session.error ?? clocks.error ?? config.error
  const retry = (): void => {
    for (const query of [clocks, session, config]) if (query.error) void query.refetch()
  }
  return (
    <>
      <TopBar>
        <Crumb sessionId={sessionId} roomName={roomName} place="Clocks" />
      </TopBar>
      <main className={classes.place} aria-label="Clocks">
        {error ? (
          <SessionFailed error={error} onRetry={retry}>
            Nothing is called <code className="mono">{sessionId}</code>, so there are no clocks to tell of.
          </SessionFailed>
        ) : (
          <div className={classes.loading} role="status" aria-label="Loading the clocks">
            <h1 className="visuallyHidden">Clocks</h1>
            <Skeleton radius={6} />
            <Skeleton radius={6} />
            <Skeleton radius={6} />
          </div>
        )}
      </main>
    </>
  )
}
