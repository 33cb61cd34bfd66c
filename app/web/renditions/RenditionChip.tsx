/** How far the proxies of what is on screen are, while some are being made or could not be; more at a press. */
import { Button, Popover } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/session.ts'
import { nameRecording } from '../findings/findings.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import widgets from '../widgets/widgets.module.css'
import { countFailed, describeProgress, formatLeft, type RenditionProgress } from './progress.ts'
import classes from './renditions.module.css'
import type { SessionRenditions } from './renditions.ts'

/** Of those that failed for one reason. */
const NAMED = 3

interface RenditionChipProps {
  readonly session: SessionDetail
  readonly renditions: SessionRenditions
}

export function RenditionChip({ session, renditions }: RenditionChipProps) {
  const progress = useStore(renditions.progress)
  const [opened, setOpened] = useState(false)
  const text = describeProgress(progress)
  // While somebody reads it, it stays: what it says changes under their eyes, not the place.
  if (!text && !opened) return null
  const [what, count, more] = text ?? ['Proxies ', 'ready', '']
  return (
    <Popover position="top-end" width={340} trapFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <ChipButton
          className={classes.chip}
          aria-label={`${what}${count}${more}`}
          title="Small copies that many tiles can play at once"
          onClick={() => setOpened(!opened)}
          data-testid="proxies"
        >
          {progress.open > 0 ? (
            <Ring share={progress.ready / progress.total} />
          ) : (
            <span className={widgets.dot} data-tone={progress.failed.length > 0 ? 'warn' : 'good'} />
          )}
          <span>
            <span className={classes.what}>{what}</span>
            {count}
            <span className={classes.more}>{more}</span>
          </span>
        </ChipButton>
      </Popover.Target>
      <Popover.Dropdown aria-label="Proxies" className={classes.box} tabIndex={0} data-autofocus>
        <Details session={session} progress={progress} onRetry={renditions.retry} />
      </Popover.Dropdown>
    </Popover>
  )
}

interface DetailsProps {
  readonly session: SessionDetail
  readonly progress: RenditionProgress
  readonly onRetry: () => void
}

function Details({ session, progress, onRetry }: DetailsProps) {
  const { total, ready, open, failed, secondsLeft } = progress
  return (
    <>
      <p>
        Proxies are small copies of the recordings on screen, so that many tiles play at once. They are made
        in the background, also when this page is closed, and kept on this computer. Until one is there its
        tile plays the original; exports always use originals.
      </p>
      {total > 0 && (
        <p className={classes.state} role="status">
          {ready} of {total} ready
          {open > 0 && secondsLeft !== null && `, about ${formatLeft(secondsLeft)} left`}
          {failed.length > 0 && `, ${countFailed(failed)} not made`}
        </p>
      )}
      {failed.length > 0 && (
        <ul>
          {failed.map(({ recordingIds, message, triesAgain }) => (
            <li key={message}>
              <b>
                {recordingIds
                  .slice(0, NAMED)
                  .map((id) => nameRecording(session, id))
                  .join(', ')}
                {recordingIds.length > NAMED && ` and ${recordingIds.length - NAMED} more`}
              </b>{' '}
              {message}
              {triesAgain && ' (tried again by itself)'}
            </li>
          ))}
        </ul>
      )}
      {failed.length > 0 && (
        <Button size="compact-xs" variant="default" className={classes.retry} onClick={onRetry}>
          Try again
        </Button>
      )}
    </>
  )
}

/** A ring that fills; what it says is in the words beside it. */
function Ring({ share }: { readonly share: number }) {
  return (
    <svg className={classes.ring} viewBox="0 0 16 16" width={12} height={12} aria-hidden>
      <circle cx={8} cy={8} r={6} />
      <circle cx={8} cy={8} r={6} pathLength={1} strokeDasharray={`${share} 1`} transform="rotate(-90 8 8)" />
    </svg>
  )
}
