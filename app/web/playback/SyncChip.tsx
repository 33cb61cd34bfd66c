/** How exact the pictures are, as measured: the worst tile now, the last ten seconds, the quality; more at a press. */
import { Popover } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { ChipButton } from '../widgets/Chip.tsx'
import widgets from '../widgets/widgets.module.css'
import type { Engine, Player, QualityLevel, SyncSummary } from './player.types.ts'
import classes from './transport.module.css'

const EVERY_MS = 500
const LEVELS: Readonly<Record<QualityLevel, string>> = {
  0: 'full quality',
  1: 'every 2nd picture',
  2: 'every 4th picture',
}

export function SyncChip({ player }: { readonly player: Player }) {
  const [summary, setSummary] = useState(() => player.summary())
  const level = useStore(player.state, (state) => state.level)
  const engine = useStore(player.state, (state) => state.engine)
  useEffect(() => {
    let readAt = 0
    return player.onFrame(() => {
      const now = performance.now()
      if (now - readAt < EVERY_MS) return
      readAt = now
      setSummary(player.summary())
    })
  }, [player])
  const { worstFrames, p95Frames } = summary
  const tone = p95Frames > 1 ? 'bad' : p95Frames > 0 || level > 0 ? 'warn' : 'good'
  const by = engine === 'video' ? 'fallback player' : LEVELS[level]
  return (
    <Popover position="top-end" width={320}>
      <span data-sync className={classes.sync}>
        <Popover.Target>
          <ChipButton title="How exact the pictures are">
            <span className={widgets.dot} data-tone={tone} />
            <span className="cut">
              {framesOf(worstFrames)}
              <span className={classes.syncMore}>
                {' '}
                · p95 {p95Frames} · {by}
              </span>
            </span>
          </ChipButton>
        </Popover.Target>
      </span>
      <Popover.Dropdown aria-label="How exact the pictures are">
        <SyncDetails summary={summary} level={level} engine={engine} />
      </Popover.Dropdown>
    </Popover>
  )
}

interface SyncDetailsProps {
  readonly summary: SyncSummary
  readonly level: QualityLevel
  readonly engine: Engine
}

function SyncDetails({ summary, level, engine }: SyncDetailsProps) {
  const { worstFrames, p95Frames, exact, samples } = summary
  const hasPlayed = samples > 0
  return (
    <div className={classes.syncDetails}>
      <p>Each tile is compared with the frame its recording has for this moment, at every picture drawn.</p>
      <dl>
        <dt>Worst tile now</dt>
        <dd>{framesOf(worstFrames)} off</dd>
        <dt>Last 10 s, 95 %</dt>
        <dd>{hasPlayed ? `at most ${framesOf(p95Frames)}` : 'nothing has played yet'}</dd>
        <dt>Exactly right</dt>
        <dd>{hasPlayed ? `${(exact * 100).toFixed(1)} % of ${samples.toLocaleString('en-US')}` : '–'}</dd>
        <dt>Drawn</dt>
        <dd>{LEVELS[level]}</dd>
        <dt>Played by</dt>
        <dd>{engine === 'video' ? 'video elements (no WebCodecs here)' : 'WebCodecs, one clock'}</dd>
      </dl>
    </div>
  )
}

const framesOf = (count: number): string => `${count} frame${count === 1 ? '' : 's'}`
