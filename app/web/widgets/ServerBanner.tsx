/** Says that the program behind the page is gone or has lost its catalog, what still works, and when it is back. */
import { IconLock, IconPlugConnectedX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { formatWallClock, formatZone } from '../../../core/time/zone.ts'
import { useHasOpened, useLink, useLock } from '../api/useJobs.ts'
import { useZone } from '../settings/useZone.ts'
import { say } from './noteStore.ts'
import classes from './serverBanner.module.css'

/** Where nothing has been read yet, a locked catalog is a place of its own (App). */
export function ServerBanner() {
  const hasOpened = useHasOpened()
  const link = useLink()
  const before = useRef(link)
  useEffect(() => {
    if (link === 'open' && before.current !== 'connecting' && before.current !== 'open')
      say({ about: 'server', tone: 'good', title: 'The server is back', text: 'everything was read again' })
    before.current = link
  }, [link])
  if (link === 'gone') return <GoneBanner />
  return link === 'locked' && hasOpened ? <LockedBanner /> : null
}

/** When the banner came, by the clock on the wall. */
function Since() {
  const [wallUs] = useState(() => Date.now() * 1000)
  const zone = useZone(null)
  return (
    <>
      since {formatWallClock(wallUs, zone, 0)} {formatZone(zone, wallUs)}
    </>
  )
}

function GoneBanner() {
  return (
    <div className={classes.banner} data-tone="bad" role="alert" aria-label="The server">
      <IconPlugConnectedX size={16} stroke={1.7} aria-hidden />
      <p>
        <strong>The server is gone</strong> <Since />. What has been read stays here to look at; nothing you
        type is lost, and what could not be saved says so. Start it again with{' '}
        <code className="mono">lockstep serve</code>: this page reconnects by itself, and pictures and sound
        go on.
      </p>
      <span className={classes.pulse} aria-hidden />
    </div>
  )
}

function LockedBanner() {
  const lock = useLock()
  return (
    <div className={classes.banner} role="alert" aria-label="The catalog">
      <IconLock size={16} stroke={1.7} aria-hidden />
      <p>
        <strong>Another process has the catalog</strong> <Since />
        {lock ? `: ${lock.message}. ` : '. '}
        What has been read stays here to look at; this page goes on by itself when the catalog is let go.
      </p>
      <span className={classes.pulse} aria-hidden />
    </div>
  )
}
