/** How exact the pictures are, as measured: the worst tile now, the last ten seconds, the quality level, the engine. */
import { Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { Chip } from '../widgets/Chip.tsx'
import type { Player, QualityLevel } from './player.types.ts'

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
  const { worstFrames, p95Frames, exact, samples } = summary
  const tone = p95Frames > 1 ? 'bad' : p95Frames > 0 || level > 0 ? 'warn' : 'good'
  const frames = `${worstFrames} frame${worstFrames === 1 ? '' : 's'}`
  const detail =
    samples === 0
      ? 'Tiles against the frame of this moment; nothing has played yet'
      : `Tiles against the frame of their moment: ${(exact * 100).toFixed(1)} % exact over the last 10 s`
  const by = engine === 'video' ? 'fallback player' : LEVELS[level]
  return (
    <Tooltip
      label={engine === 'video' ? `${detail}. This browser has no WebCodecs: video elements play` : detail}
    >
      <span data-sync>
        <Chip dot={tone}>
          {frames} · p95 {p95Frames} · {by}
        </Chip>
      </span>
    </Tooltip>
  )
}
