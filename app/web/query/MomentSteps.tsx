/** Which moment of the playlist is open, the next and the one before. */
import { ActionIcon } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { CommandTip } from '../commands/CommandTip.tsx'
import { formatCount } from '../widgets/quantities.ts'
import type { Moment } from './moments.ts'
import { findOpen, openMoment, playlistStore, stepFrom } from './playlist.ts'
import classes from './query.module.css'
import { useMomentTarget } from './useMomentTarget.ts'

export function MomentSteps({ moments }: { readonly moments: readonly Moment[] }) {
  const at = useStore(playlistStore, (playlist) => findOpen(playlist, moments))
  const target = useMomentTarget()
  const next = stepFrom({ moments, at }, 1)
  const previous = stepFrom({ moments, at }, -1)
  return (
    <div className={classes.steps}>
      <span className="muted" role="status">
        {at < 0 ? '' : `${formatCount(at + 1)} of ${formatCount(moments.length)}`}
      </span>
      <CommandTip command="query.previous">
        <ActionIcon
          variant="default"
          size={26}
          aria-label="The moment before"
          disabled={previous === undefined}
          onClick={() => openMoment(moments, previous!, target)}
        >
          <IconChevronUp size={16} />
        </ActionIcon>
      </CommandTip>
      <CommandTip command="query.next">
        <ActionIcon
          variant="default"
          size={26}
          aria-label="The next moment"
          disabled={next === undefined}
          onClick={() => openMoment(moments, next!, target)}
        >
          <IconChevronDown size={16} />
        </ActionIcon>
      </CommandTip>
    </div>
  )
}
