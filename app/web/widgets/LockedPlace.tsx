/** Instead of every place while another process has the catalog: who has it, and that nothing needs to be done. */
import { Button } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useEffect } from 'react'
import type { CatalogLock } from '../../../core/protocol/jobs.ts'
import { formatWallClock, formatZone } from '../../../core/time/zone.ts'
import { useZone } from '../settings/useZone.ts'
import classes from './lockedPlace.module.css'
import { TopBar } from './TopBar.tsx'
import { useIdleSignal } from './useIdleSignal.ts'

export function LockedPlace({ lock, catalog }: { readonly lock: CatalogLock; readonly catalog?: string }) {
  const zone = useZone(null)
  useIdleSignal(true)
  useEffect(() => {
    document.title = 'In use – Lockstep'
  }, [])
  const { message, hint, pid, command, url, sinceWallUs } = lock
  return (
    <>
      <TopBar />
      <main className={classes.place}>
        <div className={classes.card} role="status">
          <IconLock size={28} stroke={1.5} aria-hidden />
          <h1>The catalog is in use</h1>
          <p>{message}</p>
          <dl>
            {catalog !== undefined && (
              <>
                <dt>Catalog</dt>
                <dd className="mono">{catalog}</dd>
              </>
            )}
            {command !== null && (
              <>
                <dt>Held by</dt>
                <dd className="mono">{command}</dd>
              </>
            )}
            {pid !== null && (
              <>
                <dt>Process</dt>
                <dd>{pid}</dd>
              </>
            )}
            <dt>Seen since</dt>
            <dd>
              {formatWallClock(sinceWallUs, zone, 0)} {formatZone(zone, sinceWallUs)}
            </dd>
          </dl>
          <p className="muted">{hint}</p>
          {url !== null && (
            <Button component="a" href={url}>
              Open the page of the server that has it
            </Button>
          )}
          <p className={classes.waiting}>
            <span aria-hidden /> This page opens by itself as soon as the catalog is let go.
          </p>
        </div>
      </main>
    </>
  )
}
