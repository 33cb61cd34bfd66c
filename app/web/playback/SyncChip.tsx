/** How exact the pictures are, as measured: the worst tile now, the last ten seconds, the quality; more at a press. */
import { Popover, type PopoverProps } from '@mantine/core'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { SessionDetail } from '../../../core/protocol/index.ts'
import { ChipButton } from '../widgets/Chip.tsx'
import widgets from '../widgets/widgets.module.css'
import type { Player } from './player.types.ts'
import { describeLevel, describeSync } from './syncWords.ts'
import classes from './transport.module.css'

const EVERY_MS = 500
const SyncPanel = lazy(async () => ({ default: (await import('./SyncPanel.tsx')).SyncPanel }))

/** As tall as there is room for; the rest is scrolled to. */
const WITHIN: PopoverProps['middlewares'] = {
  flip: true,
  shift: true,
  size: {
    padding: 8,
    apply: ({ availableHeight, elements }) => {
      elements.floating.style.maxHeight = `${availableHeight}px`
    },
  },
}

interface SyncChipProps {
  readonly session: SessionDetail
  readonly player: Player
}

export function SyncChip({ session, player }: SyncChipProps) {
  const [summary, setSummary] = useState(() => player.summary())
  const [opened, setOpened] = useState(false)
  const level = useStore(player.state, (state) => state.level)
  const engine = useStore(player.state, (state) => state.engine)
  // By time, not by frames: after the last frame before a rest there is still something to say.
  useEffect(() => {
    const timer = setInterval(() => setSummary(player.summary()), EVERY_MS)
    return () => clearInterval(timer)
  }, [player])
  const by = engine === 'video' ? 'fallback player' : describeLevel(level)
  const { tone, what, more } = describeSync(summary, level, by)
  return (
    <Popover
      position="top-end"
      width={440}
      trapFocus
      opened={opened}
      onChange={setOpened}
      middlewares={WITHIN}
    >
      <span data-sync className={classes.sync}>
        <Popover.Target>
          <ChipButton title="How exact the pictures are" onClick={() => setOpened(!opened)}>
            <span className={widgets.dot} data-tone={tone} />
            <span className="cut">
              {what}
              <span className={classes.syncMore}>{more}</span>
            </span>
          </ChipButton>
        </Popover.Target>
      </span>
      <Popover.Dropdown className={classes.syncBox} aria-label="Sync">
        <Suspense fallback={null}>
          <SyncPanel session={session} player={player} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
