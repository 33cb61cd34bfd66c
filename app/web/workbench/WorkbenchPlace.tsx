/** A session by its id: read it, say so while it loads and when it cannot be, then hand it to the workbench. */
import { Skeleton } from '@mantine/core'
import { useConfig, useSession } from '../api/queries.ts'
import { SessionFailed } from '../widgets/SessionFailed.tsx'
import { TopBar } from '../widgets/TopBar.tsx'
import { useIdleSignal } from '../widgets/useIdleSignal.ts'
import { useMovedMedia } from '../widgets/useMovedMedia.ts'
import { Workbench } from './Workbench.tsx'
import classes from './workbench.module.css'

export function WorkbenchPlace({ sessionId }: { readonly sessionId: string }) {
  const session = useSession(sessionId)
  const config = useConfig()
  useMovedMedia(config.data?.mediaOrigin)
  const error = session.error ?? config.error
  if (session.data && config.data)
    return <Workbench session={session.data} mediaOrigin={config.data.mediaOrigin} />
  if (error)
    return (
      <Failed
        error={error}
        sessionId={sessionId}
        onRetry={() => {
          void session.refetch()
          void config.refetch()
        }}
      />
    )
  return <WorkbenchSkeleton />
}

interface FailedProps {
  readonly error: unknown
  readonly sessionId: string
  readonly onRetry: () => void
}

function Failed({ error, sessionId, onRetry }: FailedProps) {
  useIdleSignal(true)
  return (
    <>
      <TopBar />
      <main className={classes.failed}>
        <SessionFailed error={error} onRetry={onRetry}>
          Nothing is called <code className="mono">{sessionId}</code>. The link may be of another catalog, or
          the recordings it came from have gone and were ingested again.
        </SessionFailed>
      </main>
    </>
  )
}

function WorkbenchSkeleton() {
  useIdleSignal(false)
  return (
    <>
      <TopBar />
      <main className={classes.skeleton} role="status" aria-label="Loading the session">
        <div>
          {Array.from({ length: 6 }, (_, tile) => (
            <Skeleton key={tile} radius={6} animate={false} />
          ))}
        </div>
        <Skeleton radius={0} animate={false} />
        <Skeleton radius={0} animate={false} className={classes.skeletonLanes} />
      </main>
    </>
  )
}
